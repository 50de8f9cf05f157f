// SPDX-License-Identifier: Apache-2.0
export * from './access.js';
export { builtInModels, type Catalogue, type CatalogueEntry, loadCatalogue } from './catalogue.js';
export { hasRunner } from './contract.js';
export { type DenoiseOptions, runDenoise } from './contracts/denoise.js';
export type { NoiseLevel } from './contracts/denoise-tensors.js';
export { type Detection, type DetectOptions, runDetect } from './contracts/detect.js';
export { type ImageMap, type ImageToMapOptions, runImageToMap } from './contracts/image-to-map.js';
export { type Inpainted, type InpaintOptions, runInpaint } from './contracts/inpaint.js';
export { type LibraryOptions, type ModelLibrary, openLibrary } from './library.js';
export {
  type ModelManifest,
  type ModelTask,
  manifestJsonSchema,
  modelTasks,
  type Provider,
  parseManifest,
  parseManifestText,
  providers,
  type Verdict,
} from './manifest.js';
export {
  defaultPolicy,
  type Policy,
  type PolicyLevel,
  policyLevels,
  readPolicy,
  refusal,
  writePolicy,
} from './policy.js';
export { onnxRuntime } from './runtime.js';
export { type ProviderRequest, requestedProvider } from './self-test.js';
export { userFolder } from './store/folder.js';
export { type ImportReport, importModels, type RecognisedFile } from './store/import.js';
export type { StoreEvent, StoreOptions } from './store/progress.js';
export { pullModel } from './store/pull.js';
export {
  type ModelStatus,
  type ModelStore,
  openStore,
  type StorePlaces,
  verifyModel,
} from './store/store.js';
export type { FloatTensor, Tensor } from './tensor.js';
