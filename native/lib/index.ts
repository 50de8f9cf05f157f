// SPDX-License-Identifier: Apache-2.0
export { AddonLoadError } from './addon.js';
export * from './alpha.js';
export * from './convert.js';
export * from './copy.js';
export * from './distance.js';
export * from './fill.js';
export * from './guided.js';
export type { KernelOptions } from './job.js';
export * from './mask.js';
export * from './memory.js';
export * from './morphology.js';
export * from './noise.js';
export * from './pixels.js';
export * from './relight.js';
export * from './resize.js';
export * from './runtime.js';
export * from './select.js';
export * from './tensor.js';
