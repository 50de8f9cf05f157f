// SPDX-License-Identifier: Apache-2.0
export {
  alreadyExists,
  type FileToWrite,
  removeLiveTemporaries,
  removeStaleTemporaries,
  writeFiles,
} from './atomic.js';
export { type ReadOptions, readStill, type Still, type StillMetadata } from './decode.js';
export { bitsOf, type Encoded, type EncodeOptions, encodeStill } from './encode.js';
export { makeFolder } from './folder.js';
export * from './format.js';
export { describeIcc, type IccDescription, xyzOf } from './icc.js';
export { sourceTypeOf, withProvenance } from './provenance.js';
export { encodePsd, type PsdResult } from './psd.js';
export { type PsdDocument, readPsd } from './psd-read.js';
export { isPsd } from './psd-sections.js';
