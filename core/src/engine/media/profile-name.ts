// SPDX-License-Identifier: Apache-2.0
import type { Colour, Primaries, Transfer } from '../../frame/index.js';

const primaryNames = {
  srgb: 'sRGB',
  'display-p3': 'Display P3',
  'adobe-rgb': 'Adobe RGB (1998)',
  rec2020: 'Rec. 2020',
  acescg: 'ACEScg',
} as const satisfies Record<Primaries, string>;

const transferNames = {
  srgb: '',
  linear: ', linear',
  gamma22: ', gamma 2.2',
  rec709: ', Rec. 709 curve',
  unknown: '',
} as const satisfies Record<Transfer, string>;

/** What people call a picture's colours: the profile's own description (ICC.1:2022, 9.2.41), or the known name. */
export function profileName({ primaries, transfer, icc }: Colour): string {
  return (icc && description(icc)) ?? `${primaryNames[primaries]}${transferNames[transfer]}`;
}

function description(icc: Uint8Array): string | undefined {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  const bytes = Buffer.from(icc.buffer, icc.byteOffset, icc.byteLength);
  if (icc.byteLength < 132) return undefined;
  const count = Math.min(view.getUint32(128), 200);
  for (let i = 0; i < count && 144 + 12 * i <= icc.byteLength; i++) {
    const entry = 132 + 12 * i;
    if (bytes.toString('latin1', entry, entry + 4) !== 'desc') continue;
    const at = view.getUint32(entry + 4);
    const end = at + view.getUint32(entry + 8);
    return end <= icc.byteLength && end - at >= 12 ? textTag(bytes.subarray(at, end)) : undefined;
  }
  return undefined;
}

/** A `desc` (version 2, ASCII) or `mluc` (version 4, UTF-16, the first language) tag. */
function textTag(tag: Buffer): string | undefined {
  const type = tag.toString('latin1', 0, 4);
  let text: string | undefined;
  if (type === 'desc') text = tag.toString('latin1', 12, Math.min(tag.length, 12 + tag.readUInt32BE(8)));
  if (type === 'mluc' && tag.length >= 28) {
    const length = tag.readUInt32BE(20);
    const at = tag.readUInt32BE(24);
    const utf16 = Buffer.from(tag.subarray(at, at + length - (length % 2)));
    text = utf16.swap16().toString('utf16le');
  }
  const trimmed = text?.replace(/\0.*$/s, '').trim();
  return trimmed === '' ? undefined : trimmed?.slice(0, 200);
}
