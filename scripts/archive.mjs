// SPDX-License-Identifier: Apache-2.0
// Archives that people install from: the same files give the same bytes, whenever and wherever they are packed.
import { zipSync } from 'fflate';

/** Archives made on Unix carry the mode of a file; entries without one install as unreadable files. */
const unix = 3;
const regularFile = 0o100644;
/** The earliest time that a zip can hold, as local time, which is how it is kept. */
const epoch = () => new Date(1980, 0, 1, 0, 0, 0);

/** A zip of `files`, bytes by path, in the order given. */
export function packZip(files) {
  const entries = Object.entries(files).map(([path, bytes]) => [
    path,
    [new Uint8Array(bytes), { os: unix, attrs: regularFile << 16, mtime: epoch() }],
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries), { level: 9 }));
}
