// SPDX-License-Identifier: Apache-2.0
// There is no rival to install: the bytes that must be read and written, moved once, are what light is measured against.
import { Frame, linearSrgb } from '@sfumato/core';
import { relightShade } from '@sfumato/native';
import { floor } from '../floor.mjs';
import { picture, target } from '../pictures.mjs';

const [width, height] = [3840, 2160];
const pixels = width * height;

let made;
/** Waves and a dome with a jump around it. */
function nearness() {
  if (made) return made;
  const values = new Float32Array(pixels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const r2 = ((x - 2000) ** 2 + (y - 1000) ** 2) / 500 ** 2;
      values[y * width + x] = r2 < 1 ? 0.8 - 0.2 * r2 : 0.3 + 0.1 * Math.sin(x / 200) * Math.cos(y / 150);
    }
  }
  made = Frame.ofFloats(values, width, height, linearSrgb);
  return made;
}

const light = { kind: 'point', x: 0.3, y: 0.2, z: 0.6, colour: [1, 0.9, 0.8], size: 0.1, falloff: 2 };

function row(title, dtype, bytes, atMost, shadows, note) {
  return {
    title,
    note,
    goals: [{ against: 'floor', atMost }],
    competitors() {
      const transfer = dtype === 'f32' ? 'linear' : 'srgb';
      const image = picture(width, height, 4, dtype);
      const job = {
        picture: image,
        nearness: nearness(),
        out: target(width, height, 4, dtype),
        lights: [{ ...light, shadows }],
        transfer,
        shadowSteps: 32,
        shadowScale: 2,
      };
      const ours = [{ name: 'Sfumato relightShade', ours: true, run: () => relightShade(job) }];
      const sun = { ...job, lights: [{ ...light, kind: 'directional', shadows }] };
      if (shadows) ours.push({ name: 'Sfumato, a directional light', run: () => relightShade(sun) });
      return [...ours, floor(bytes)];
    },
  };
}

export const group = {
  id: 'relight',
  title: 'Relight, 4K, one light, depth in float',
  rows: [
    row(
      'RGBA8 sRGB, no shadow',
      'u8',
      pixels * 12,
      3.5,
      false,
      'Normals, diffuse, highlight, both transfer functions.',
    ),
    row('RGBA float linear, no shadow', 'f32', pixels * 36, 1.5, false),
    row('RGBA8 sRGB, soft shadow of 32 steps at half resolution', 'u8', pixels * 12, 10, true),
  ],
};
