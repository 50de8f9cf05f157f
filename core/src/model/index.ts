// SPDX-License-Identifier: Apache-2.0
export * from './access.js';
export { type ImageMap, type ImageToMapOptions, runImageToMap } from './contracts/image-to-map.js';
export {
  type ModelManifest,
  type ModelTask,
  manifestJsonSchema,
  modelTasks,
  parseManifest,
  parseManifestText,
} from './manifest.js';
export type { FloatTensor, Tensor } from './tensor.js';
