// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { hashPixels } from '@sfumato/native';
import type { Frame } from '../frame/index.js';

const known = new WeakMap<Frame, string>();

/** Says what the hash of a frame's pixels and format is, where that is known. */
export function rememberHash(frame: Frame, digest: string): void {
  known.set(frame, digest);
}

/** The hash of a frame that was hashed before. */
export const knownHash = (frame: Frame): string | undefined => known.get(frame);

/**
 * A hash of a frame's pixels and format (its place in the document apart). Remembered per frame object: a frame that
 * is written to after it was hashed must be wrapped anew.
 */
export function hashFrame(frame: Frame): string {
  const before = known.get(frame);
  if (before) return before;
  const { width, height, channels, dtype, range, alpha, colour } = frame;
  const hash = createHash('sha1');
  hash.update(
    JSON.stringify([width, height, channels, dtype, range, alpha, colour.primaries, colour.transfer]),
  );
  if (colour.icc) hash.update(colour.icc);
  hash.update(hashPixels(frame));
  const digest = hash.digest('hex');
  known.set(frame, digest);
  return digest;
}
