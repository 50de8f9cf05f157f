// SPDX-License-Identifier: Apache-2.0
import { ByteReader } from './bytes.js';

/** The description of an ICC profile (ICC.1), which is what Photoshop calls it by. Undefined when there is none. */
export function profileName(icc: Uint8Array): string | undefined {
  const table = new ByteReader(icc, 128);
  for (let left = table.u32(); left > 0; left--) {
    const [tag, offset, size] = [table.ascii(4), table.u32(), table.u32()];
    if (tag === 'desc') return described(new ByteReader(icc.subarray(offset, offset + size)));
  }
  return undefined;
}

function described(data: ByteReader): string | undefined {
  const type = data.ascii(4);
  data.bytes(4);
  if (type === 'desc') return data.ascii(data.u32()).replace(/\0.*$/s, '');
  if (type !== 'mluc' || data.u32() === 0) return undefined;
  data.bytes(8);
  const [length, offset] = [data.u32(), data.u32()];
  const text = new ByteReader(data.data, offset);
  return String.fromCharCode(...Array.from({ length: length / 2 }, () => text.u16()));
}
