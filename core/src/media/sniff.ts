// SPDX-License-Identifier: Apache-2.0
import { type FileHandle, open } from 'node:fs/promises';
import { SfumatoError } from '../protocol/error.js';
import type { StillFormat } from './format.js';
import type { ReadBytes } from './ifd.js';

/** Where a picture comes from: a file's path, or its bytes in memory. */
export type StillSource = string | Uint8Array;

export const nameOf = (source: StillSource): string => (typeof source === 'string' ? source : 'the picture');

/** Runs `use` on the source's bytes by position. Throws FILE_UNREADABLE and, for empty files, INPUT_INVALID. */
export async function withBytes<T>(source: StillSource, use: (read: ReadBytes) => Promise<T>): Promise<T> {
  if (typeof source !== 'string') {
    if (source.length === 0) throw new SfumatoError('INPUT_INVALID', 'The picture is empty (0 bytes).');
    return use((offset, length) => source.subarray(offset, offset + length));
  }
  const file = await openForReading(source);
  try {
    return await use(async (offset, length) => {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

/** A file system error's code, `ENOENT` and such. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A read failure as a sentence for a person. */
export function unreadable(path: string, error: unknown): SfumatoError {
  const code = systemCode(error) ?? '';
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new SfumatoError('FILE_UNREADABLE', `${path} cannot be read: ${reason}.`, { source: error });
}

async function openForReading(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (!stat.isFile()) {
      const what = stat.isDirectory() ? 'it is a folder' : 'it is not a file';
      throw new SfumatoError('FILE_UNREADABLE', `${path} cannot be read: ${what}.`);
    }
    if (stat.size === 0) throw new SfumatoError('INPUT_INVALID', `${path} is empty (0 bytes).`);
    return file;
  } catch (error) {
    await file?.close();
    throw error instanceof SfumatoError ? error : unreadable(path, error);
  }
}

/** Formats that people try and that are not read, by how they start. */
const others: readonly (readonly [title: string, start: string, at: number])[] = [
  ['GIF', 'GIF8', 0],
  ['PSD', '8BPS', 0],
  ['OpenEXR', 'v/1\x01', 0],
  ['BMP', 'BM', 0],
  ['JPEG XL', '\xff\x0a', 0],
  ['JPEG XL', 'JXL ', 4],
  ['JPEG 2000', 'jP  ', 4],
  ['HEIC', 'ftyphe', 4],
  ['HEIC', 'ftypmif1', 4],
  ['CR3 raw', 'ftypcrx', 4],
  ['Fuji raw', 'FUJIFILM', 0],
  ['PDF', '%PDF', 0],
  ['MP4 or QuickTime', 'ftyp', 4],
];

/** The format that the first bytes (at least 16) say, whatever the name. Throws FORMAT_UNSUPPORTED with its name. */
export function sniffFormat(head: Uint8Array, name: string): StillFormat {
  const text = Buffer.from(head).toString('latin1');
  const starts = (s: string, at = 0) => text.startsWith(s, at);
  if (starts('\x89PNG\r\n\x1a\n')) return 'png';
  if (starts('\xff\xd8\xff')) return 'jpeg';
  if (starts('II*\0') || starts('MM\0*') || starts('II+\0') || starts('MM\0+')) return 'tiff';
  if (starts('RIFF') && starts('WEBP', 8)) return 'webp';
  if (starts('ftypavif', 4) || starts('ftypavis', 4)) return 'avif';
  // A file of the generic brand is AVIF when it lists that brand among the compatible ones.
  if (starts('ftypmif1', 4) && text.slice(0, 64).includes('avif')) return 'avif';
  const known = others.find(([, start, at]) => starts(start, at));
  const what = known ? `is ${known[0]}, which is not read` : 'is not a picture in a format that is read';
  throw new SfumatoError('FORMAT_UNSUPPORTED', `${name} ${what}.`);
}
