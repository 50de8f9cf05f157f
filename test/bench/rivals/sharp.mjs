// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';

sharp.cache(false);
sharp.concurrency(2);

const raw = (frame, bytes = frame.packed()) =>
  sharp(bytes, {
    raw: { width: frame.width, height: frame.height, channels: frame.channels },
    limitInputPixels: false,
  });

/** Resize to 1024² by sharp, then one fused loop to normalised planes. */
export function sharpTensor(name, frame, kernel) {
  const bytes = frame.packed();
  const data = new Float32Array(3 * 1024 * 1024);
  const run = async () => {
    const small = await raw(frame, bytes).resize(1024, 1024, { fit: 'fill', kernel }).raw().toBuffer();
    const plane = 1024 * 1024;
    for (let i = 0, j = 0; i < plane; i++) {
      data[i] = (small[j++] / 255 - 0.485) / 0.229;
      data[plane + i] = (small[j++] / 255 - 0.456) / 0.224;
      data[2 * plane + i] = (small[j++] / 255 - 0.406) / 0.225;
    }
  };
  return { name, run };
}

/** The matte as bytes, then sharp's linear resize. */
export function sharpMatteUp(name, values) {
  const run = async () => {
    const bytes = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) bytes[i] = values[i] * 255 + 0.5;
    await sharp(bytes, { raw: { width: 1024, height: 1024, channels: 1 } })
      .resize(6000, 4000, { fit: 'fill', kernel: 'linear' })
      .raw()
      .toBuffer();
  };
  return { name, run };
}

export function sharpOver(name, above, below) {
  const { width, height, channels } = above;
  const [top, bottom] = [above.packed(), below.packed()];
  const run = async () => {
    await raw(below, bottom)
      .composite([{ input: top, raw: { width, height, channels }, limitInputPixels: false }])
      .raw()
      .toBuffer();
  };
  return { name, run };
}
