// SPDX-License-Identifier: Apache-2.0
import { extname } from 'node:path';
import { SfumatoError } from '../protocol/error.js';

/** Still formats that are read and written. PSD is written only. */
export type StillFormat = 'png' | 'tiff' | 'jpeg' | 'webp' | 'avif' | 'psd';

/** Bits of a sample in a file; 32 is float. */
export type BitDepth = 8 | 10 | 12 | 16 | 32;

export interface FormatTraits {
  readonly title: string;
  readonly extensions: readonly string[];
  /** Depths that can be written, ascending. */
  readonly depths: readonly BitDepth[];
  readonly alpha: boolean;
  /** Whether what is written is exactly what is read again. */
  readonly lossless: boolean;
  /** The longest side that the format can hold, in pixels. */
  readonly maxSide: number;
}

export const stillFormats = {
  png: {
    title: 'PNG',
    extensions: ['.png'],
    depths: [8, 16],
    alpha: true,
    lossless: true,
    maxSide: 2 ** 31 - 1,
  },
  tiff: {
    title: 'TIFF',
    extensions: ['.tif', '.tiff'],
    depths: [8, 16, 32],
    alpha: true,
    lossless: true,
    maxSide: 2 ** 31 - 1,
  },
  jpeg: {
    title: 'JPEG',
    extensions: ['.jpg', '.jpeg', '.jpe', '.jfif'],
    depths: [8],
    alpha: false,
    lossless: false,
    maxSide: 65_500,
  },
  webp: {
    title: 'WebP',
    extensions: ['.webp'],
    depths: [8],
    alpha: true,
    lossless: false,
    maxSide: 16_383,
  },
  avif: {
    title: 'AVIF',
    extensions: ['.avif'],
    depths: [8, 10, 12],
    alpha: true,
    lossless: false,
    maxSide: 65_536,
  },
  psd: {
    title: 'PSD',
    extensions: ['.psd'],
    depths: [8, 16],
    alpha: true,
    lossless: true,
    maxSide: 30_000,
  },
} as const satisfies Record<StillFormat, FormatTraits>;

export const traitsOf = (format: StillFormat): FormatTraits => stillFormats[format];

/** The format that a file's name asks for, if it is one of ours. */
export function formatOfPath(path: string): StillFormat | undefined {
  const extension = extname(path).toLowerCase();
  for (const format of Object.keys(stillFormats) as StillFormat[]) {
    if (traitsOf(format).extensions.includes(extension)) return format;
  }
  return undefined;
}

/** Whether a file's name says that it is a picture that can be read. */
export function isReadablePath(path: string): boolean {
  const format = formatOfPath(path);
  return format !== undefined && format !== 'psd';
}

/** The format for writing to `path`. Throws FORMAT_UNSUPPORTED. */
export function requireFormat(path: string): StillFormat {
  const format = formatOfPath(path);
  if (format) return format;
  throw new SfumatoError(
    'FORMAT_UNSUPPORTED',
    `The name ${path} does not say a format that Sfumato writes (png, tif, jpg, webp, avif, psd).`,
  );
}
