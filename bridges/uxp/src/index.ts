// SPDX-License-Identifier: Apache-2.0
export {
  type Bits,
  type DocumentStamp,
  type Exchange,
  exchangeOf,
  sameDocument,
  stampOf,
} from './photoshop/document.js';
export { failureOf } from './photoshop/failure.js';
export { type Fitting, fitting } from './photoshop/fit.js';
export { type Glance, readGlance } from './photoshop/glance.js';
export { pixelLayers } from './photoshop/layers.js';
export { asOneStep, inModal, type Pause } from './photoshop/modal.js';
export { type Placement, type PlaceOptions, place } from './photoshop/place.js';
export type { LayerResult } from './photoshop/place-layers.js';
export type * from './photoshop/port.js';
export {
  type ReadOptions,
  type ReadPixels,
  readPicture,
  readSelection,
  type Send,
  sendPicture,
} from './photoshop/read.js';
export { makeReadableCopy } from './photoshop/readable.js';
export { type Receive, ReceivedResults } from './photoshop/receive.js';
export { misfit, type ResultPixels } from './photoshop/write.js';
export { runChecks, type SmokeCheck, type SmokeFinding, same, sameSamples } from './smoke/check.js';
export { pixelChecks } from './smoke/pixel-checks.js';
export { placingChecks } from './smoke/placing-checks.js';
