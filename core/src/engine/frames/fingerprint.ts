// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { FrameHandle } from '../../frame/index.js';

/** How many places of a picture are looked at, and bytes at each. */
const places = 256;
const placeBytes = 16;

/**
 * What a picture looks like at a few places: the same picture always gives the same, another one most likely another.
 * Takes microseconds, where a hash of all pixels takes as long as reading them. `memory` is the handle's block.
 */
export function fingerprint({ memory: _name, format, ...place }: FrameHandle, memory: Uint8Array): string {
  const { byteOffset, rowStride } = place;
  const { width, height, channels, dtype, range, alpha, colour } = format;
  const hash = createHash('sha1');
  hash.update(JSON.stringify([width, height, channels, dtype, range, alpha, colour, Math.abs(rowStride)]));
  // Rows in the order of memory, padding among them: `memory` holds them all.
  const first = Math.min(byteOffset, byteOffset + rowStride * (height - 1));
  const bytes = Math.abs(rowStride) * (height - 1) + placeBytes;
  for (let i = 0; i < places; i++) {
    const at = first + Math.floor((i / (places - 1)) * (bytes - placeBytes));
    hash.update(memory.subarray(at, at + placeBytes));
  }
  return hash.digest('base64');
}
