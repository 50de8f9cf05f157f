// SPDX-License-Identifier: Apache-2.0
// A .ccx as Creative Cloud takes it, or not.
import { fromBuffer } from 'yauzl';
import type { Manifest } from '../uxp/permissions.js';

export interface PackedFile {
  readonly bytes: Buffer;
  /** Unix permission bits. */
  readonly mode: number;
}

/** The files of a package, read by another library than the one that wrote it. */
export function unpack(ccx: Buffer): Promise<ReadonlyMap<string, PackedFile>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, PackedFile>();
    fromBuffer(ccx, { lazyEntries: true }, (error, zip) => {
      if (error || !zip) return reject(error);
      zip.on('error', reject);
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (problem, stream) => {
          if (problem || !stream) return reject(problem);
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            const mode = (entry.externalFileAttributes >>> 16) & 0o777;
            files.set(entry.fileName, { bytes: Buffer.concat(parts), mode });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}

/** The manifest of a package that installs. Throws with the reason why one does not. */
export function install(files: ReadonlyMap<string, PackedFile>): Manifest {
  const packed = files.get('manifest.json');
  if (!packed) throw new Error('There is no manifest.json at the root of the package.');
  for (const [name, { mode }] of files) {
    // Such packages install as nothing at all, without a word.
    if ((mode & 0o400) === 0) throw new Error(`${name} is not readable: UPI status -160.`);
  }
  const manifest: Manifest & { readonly version?: string } = JSON.parse(packed.bytes.toString('utf8'));
  const { host, main, version } = manifest;
  if (typeof host !== 'object' || host === null || Array.isArray(host))
    throw new Error('A packaged plug-in has one host.');
  if (!('app' in host) || host.app !== 'PS') throw new Error('The plug-in is not for Photoshop.');
  if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) throw new Error(`The version ${version} is not x.y.z.`);
  if (!files.has(main)) throw new Error(`${main} is not in the package.`);
  return manifest;
}
