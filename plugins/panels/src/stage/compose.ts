// SPDX-License-Identifier: Apache-2.0
// Pictures for screens, put together without a canvas: UXP has none that draws pixels.
import type { DisplayImage } from '../engine/port.js';

function mapped(
  image: DisplayImage,
  pixel: (rgba: Uint8Array, at: number, out: Uint8Array, x: number, y: number) => void,
): DisplayImage {
  const { width, height, rgba } = image;
  const out = new Uint8Array(rgba.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      pixel(rgba, at, out, x, y);
      out[at + 3] = 255;
    }
  }
  return { width, height, rgba: out };
}

const channel = (rgba: Uint8Array, at: number) => rgba[at] ?? 0;

/** Rubylith: what is not selected lies under red, as masks have been shown since they were cut by hand. */
export function overlaid(picture: DisplayImage, matte: DisplayImage): DisplayImage {
  if (picture.width !== matte.width || picture.height !== matte.height) {
    throw new TypeError(
      `Expected a matte of ${picture.width} × ${picture.height} for the overlay but received ${matte.width} × ${matte.height}`,
    );
  }
  const strength = 0.62;
  return mapped(picture, (rgba, at, out) => {
    const cover = (1 - channel(matte.rgba, at) / 255) * strength;
    out[at] = channel(rgba, at) * (1 - cover) + 226 * cover;
    out[at + 1] = channel(rgba, at + 1) * (1 - cover) + 38 * cover;
    out[at + 2] = channel(rgba, at + 2) * (1 - cover) + 46 * cover;
  });
}

/** What is transparent shows the checkerboard that editors use. */
export function overChecks(image: DisplayImage, square = 8): DisplayImage {
  return mapped(image, (rgba, at, out, x, y) => {
    const alpha = channel(rgba, at + 3) / 255;
    const check = (Math.floor(x / square) + Math.floor(y / square)) % 2 === 0 ? 102 : 128;
    for (let c = 0; c < 3; c++) out[at + c] = channel(rgba, at + c) * alpha + check * (1 - alpha);
  });
}

/** As it is, without transparency. */
export const opaque = (image: DisplayImage): DisplayImage =>
  mapped(image, (rgba, at, out) => {
    for (let c = 0; c < 3; c++) out[at + c] = channel(rgba, at + c);
  });
