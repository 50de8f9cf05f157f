// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import type { Pixels } from './pixels.js';

const hash = nativeFunction<(image: Pixels) => string>('hashPixels');

/**
 * A hash of all pixels' bytes, for cache keys: 32 hexadecimal digits, the same for the same pixels whatever their
 * stride. Not made to withstand forgery. Takes as long as reading the pixels does, on the calling thread. See hash.h.
 */
export const hashPixels = (image: Pixels): string => hash(image);
