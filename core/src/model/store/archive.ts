// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Parser as TarParser } from 'tar';
import { openPromise as openZip } from 'yauzl';

/** A file inside an archive. Its name is only shown to people: nothing is ever extracted to a path made of it. */
export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: number;
}

/** Takes the entries that it wants: returns a function that reads an entry's bytes, or undefined to skip it. */
export type ArchiveVisitor = (
  entry: ArchiveEntry,
) => ((chunks: AsyncIterable<Uint8Array>) => Promise<void>) | undefined;

const isTar = (path: string) => /\.(tar|tgz|tar\.gz)$/i.test(path);
const isZip = (path: string) => /\.zip$/i.test(path);

/** Whether the file's name says that it is an archive that can be read here: .zip, .tar, .tgz, .tar.gz. */
export const isArchive = (path: string): boolean => isTar(path) || isZip(path);

/**
 * Visits an archive's files in order, without unpacking it. Throws what the visitor throws, Error for an archive that
 * is damaged or encrypted, and the signal's reason.
 */
export async function walkArchive(path: string, visit: ArchiveVisitor, signal?: AbortSignal): Promise<void> {
  await (isZip(path) ? walkZip(path, visit, signal) : walkTar(path, visit, signal));
}

async function walkZip(path: string, visit: ArchiveVisitor, signal?: AbortSignal): Promise<void> {
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      if (entry.fileName.endsWith('/')) continue;
      const take = visit({ name: entry.fileName, bytes: entry.uncompressedSize });
      if (!take) continue;
      const stream = await zip.openReadStreamPromise(entry);
      try {
        await take(stream);
      } finally {
        stream.destroy();
      }
    }
  } finally {
    zip.close();
  }
}

async function walkTar(path: string, visit: ArchiveVisitor, signal?: AbortSignal): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
  };
  const reading: Promise<void>[] = [];
  const parser = new TarParser({
    onwarn: (code, message) => {
      if (code === 'TAR_ABORT' || code === 'TAR_BAD_ARCHIVE') fail(new Error(String(message)));
    },
    onReadEntry: (entry) => {
      const take = entry.type === 'File' ? visit({ name: entry.path, bytes: entry.size }) : undefined;
      if (!take) {
        entry.resume();
        return;
      }
      reading.push(
        take(entry).catch((error: unknown) => {
          fail(error);
          entry.resume();
        }),
      );
    },
  });
  parser.on('error', fail);
  const ended = once(parser, 'end').catch(fail);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    if (failure) throw failure.error;
    // 'drain' may have come within write: then the parser is not full any more.
    if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), ended]);
  }
  parser.end();
  if (!failure) await ended;
  await Promise.all(reading);
  if (failure) throw failure.error;
}
