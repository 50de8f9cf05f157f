// SPDX-License-Identifier: Apache-2.0
export {
  type Colour,
  linearSrgb,
  noColour,
  type Primaries,
  sameColour,
  srgb,
  type Transfer,
  transferOf,
} from './colour.js';
export {
  type Alpha,
  allocatedBytes,
  checkHandle,
  Frame,
  type FrameFormat,
  type FrameHandle,
  isFloat,
  newSharedBlock,
} from './frame.js';
