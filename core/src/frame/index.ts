// SPDX-License-Identifier: Apache-2.0
export {
  type Colour,
  linearSrgb,
  noColour,
  type Primaries,
  srgb,
  type Transfer,
  transferOf,
} from './colour.js';
export { type Alpha, Frame, type FrameFormat, type FrameHandle, isFloat } from './frame.js';
