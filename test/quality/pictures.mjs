// SPDX-License-Identifier: Apache-2.0
// Reading pictures as frames and plain arrays, and writing sheets of them for the page.
import { join } from 'node:path';
import { Frame } from '@sfumato/core';
import sharp from 'sharp';

/** An RGB frame of a picture, its longer side at most `longest`. */
export async function readPicture(path, longest) {
  const image = sharp(path).removeAlpha().toColourspace('srgb');
  const sized = longest
    ? image.resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    : image;
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
  return frameOf(data, info.width, info.height);
}

export const frameOf = (bytes, width, height, channels = 3) =>
  Frame.over(bytes, { width, height, channels, dtype: 'u8' });

/** A grey picture as floats in 0..1, of the given size where one is given. */
export async function readPlane(path, width, height) {
  const image = sharp(path).removeAlpha().toColourspace('b-w').extractChannel(0);
  const sized = width ? image.resize(width, height, { fit: 'fill' }) : image;
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
  return { values: Float32Array.from(data, (v) => v / 255), width: info.width, height: info.height };
}

/** One channel of a frame as floats, full scale 1. */
export function floats(frame) {
  const bytes = frame.packed();
  if (frame.dtype === 'u8') return Float32Array.from(bytes, (v) => v / 255);
  if (frame.dtype !== 'f32') throw new TypeError(`Expected u8 or f32 but received ${frame.dtype}`);
  return new Float32Array(bytes.slice().buffer);
}

/** A float map, brought to another size by bilinear weights. */
export function resized({ values, width, height }, toWidth, toHeight) {
  const out = new Float32Array(toWidth * toHeight);
  const at = (position, from, to) => {
    const p = Math.min(from - 1, Math.max(0, ((position + 0.5) * from) / to - 0.5));
    const low = Math.floor(p);
    return [low, Math.min(from - 1, low + 1), p - low];
  };
  for (let y = 0; y < toHeight; y++) {
    const [y0, y1, v] = at(y, height, toHeight);
    for (let x = 0; x < toWidth; x++) {
      const [x0, x1, u] = at(x, width, toWidth);
      const top = values[y0 * width + x0] * (1 - u) + values[y0 * width + x1] * u;
      const bottom = values[y1 * width + x0] * (1 - u) + values[y1 * width + x1] * u;
      out[y * toWidth + x] = top * (1 - v) + bottom * v;
    }
  }
  return out;
}

/** RGB bytes of the picture over a plain colour, by a matte of its size. */
export function over(frame, matte, [r, g, b] = [70, 190, 110]) {
  const ground = [r, g, b];
  return Uint8Array.from(frame.packed(), (value, i) => {
    const alpha = matte[Math.floor(i / 3)];
    return Math.round(value * alpha + ground[i % 3] * (1 - alpha));
  });
}

/** RGB bytes of a map: dark blue is the least, yellow the most, between its 1st and 99th hundredths. */
export function heat(values) {
  const sorted = Float32Array.from(values).sort();
  const low = sorted[Math.floor(0.01 * sorted.length)];
  const scale = sorted[Math.floor(0.99 * (sorted.length - 1))] - low || 1;
  const stops = [
    [20, 15, 60],
    [110, 30, 110],
    [210, 70, 75],
    [250, 160, 45],
    [250, 250, 160],
  ];
  const out = new Uint8Array(values.length * 3);
  values.forEach((value, i) => {
    const t = Math.min(0.9999, Math.max(0, (value - low) / scale)) * (stops.length - 1);
    const k = Math.floor(t);
    for (let c = 0; c < 3; c++) out[3 * i + c] = stops[k][c] + (stops[k + 1][c] - stops[k][c]) * (t - k);
  });
  return out;
}

/**
 * Writes rows of pictures ({ bytes: RGB, width, height, crop? }) as docs/pictures/NAME.jpg. `crop` { x, y } is the centre, in parts
 * of the sides, of what is shown at 100 %; the whole picture is shown without it.
 */
export async function writeSheet(root, name, rows, cell = { width: 280, height: 200 }) {
  const pieces = [];
  for (const [j, row] of rows.entries())
    for (const [i, picture] of row.entries()) {
      if (!picture) continue;
      const { bytes, width, height, crop } = picture;
      let image = sharp(Buffer.from(bytes), { raw: { width, height, channels: 3 } });
      if (crop) {
        const [w, h] = [Math.min(width, cell.width), Math.min(height, cell.height)];
        const left = Math.round(Math.min(width - w, Math.max(0, crop.x * width - w / 2)));
        const top = Math.round(Math.min(height - h, Math.max(0, crop.y * height - h / 2)));
        image = image.extract({ left, top, width: w, height: h });
      }
      const input = await image
        .resize(cell.width, cell.height, { fit: crop ? 'cover' : 'contain', background: '#fff' })
        .png()
        .toBuffer();
      pieces.push({ input, left: i * (cell.width + 6), top: j * (cell.height + 6) });
    }
  const columns = Math.max(...rows.map((row) => row.length));
  await sharp({
    create: {
      width: columns * (cell.width + 6) - 6,
      height: rows.length * (cell.height + 6) - 6,
      channels: 3,
      background: '#fff',
    },
  })
    .composite(pieces)
    .jpeg({ quality: 82 })
    .toFile(join(root, 'docs/pictures', `${name}.jpg`));
  return `![](pictures/${name}.jpg)`;
}
