// SPDX-License-Identifier: Apache-2.0
export { effectOf, marksVersion } from './effect.js';
export {
  breaks,
  type ControlRecord,
  type EffectRecord,
  type Identifiers,
  identifiersOf,
} from './identifiers.js';
export type { Clip, Control, ControlKind, Effect, Role, View } from './model.js';
export { grouping } from './naming.js';
export { declaredEffects, recordedIdentifiers } from './recorded.js';
export { controlsReference, identifiersReference } from './reference.js';
export { effectsTable } from './table.js';
