// SPDX-License-Identifier: Apache-2.0
export {
  type Bits,
  type DocumentStamp,
  type Exchange,
  exchangeOf,
  sameDocument,
  stampOf,
} from './photoshop/document.js';
export { fitToDocument } from './photoshop/fit.js';
export { type Glance, readGlance } from './photoshop/glance.js';
export { asOneStep, inModal, type Pause } from './photoshop/modal.js';
export { type LayerResult, type Placement, type PlaceOptions, place } from './photoshop/place.js';
export type * from './photoshop/port.js';
export { type ReadOptions, type ReadPixels, readPicture, readSelection } from './photoshop/read.js';
export { misfit, type ResultPixels } from './photoshop/write.js';
