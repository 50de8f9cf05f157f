// SPDX-License-Identifier: Apache-2.0
// ImageBlob: pixels as a bitmap file, which is what the browser can show of them.

interface Options {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/** RGB of 8 bits. Grey pictures are taken and do not show: there they are blank. */
export class ImageBlob extends Blob {
  constructor(data: Uint8Array, { width, height, components }: Options) {
    if (data.length !== width * height * components) throw new Error('The pixels do not fit the size.');
    super([bitmap(components === 3 ? data : blank(width, height), width, height)], { type: 'image/bmp' });
  }
}

const blank = (width: number, height: number) => new Uint8Array(width * height * 3).fill(255);

/** BMP with a BITMAPINFOHEADER, 24 bits, top row first. */
function bitmap(rgb: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = new Uint8Array(54 + stride * height);
  const head = new DataView(file.buffer);
  head.setUint16(0, 0x424d);
  head.setUint32(2, file.length, true);
  head.setUint32(10, 54, true);
  head.setUint32(14, 40, true);
  head.setInt32(18, width, true);
  head.setInt32(22, -height, true);
  head.setUint16(26, 1, true);
  head.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [i, o] = [(y * width + x) * 3, 54 + y * stride + x * 3];
      file[o] = rgb[i + 2] ?? 0;
      file[o + 1] = rgb[i + 1] ?? 0;
      file[o + 2] = rgb[i] ?? 0;
    }
  }
  return file;
}
