// SPDX-License-Identifier: Apache-2.0
import { compositeOver, pixelsToTensor, premultiplyAlpha, tensorToPixels } from '@sfumato/native';
import { floor } from '../floor.mjs';
import { matte, picture, target } from '../pictures.mjs';
import { halfTensorLoop } from '../rivals/plain-javascript.mjs';
import { sharpMatteUp, sharpOver, sharpTensor } from '../rivals/sharp.mjs';
import { transformersProcessor } from '../rivals/transformers.mjs';

const mp24 = [6000, 4000];
const pixels24 = 24e6;

const areaTensor = {
  title: '24 MP RGB8 → 1024² normalised NCHW float, antialiased',
  goals: [
    { against: 'sharp linear', atLeast: 3 },
    { against: 'OpenCV INTER_AREA', atLeast: 8 },
    { against: 'transformers.js ImageProcessor', atLeast: 20 },
    { against: 'floor', atMost: 2 },
  ],
  async competitors({ opencv }) {
    const image = picture(...mp24, 3);
    const data = new Float32Array(3 * 1024 * 1024);
    const options = { filter: 'area', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    return [
      {
        name: 'Sfumato pixelsToTensor',
        ours: true,
        run: () => pixelsToTensor(image, { data, width: 1024, height: 1024, channels: 3 }, options),
      },
      floor(pixels24 * 3 + data.byteLength),
      sharpTensor('sharp linear', image, 'linear'),
      sharpTensor('sharp lanczos3 (its default)', image, 'lanczos3'),
      ...(opencv?.competitor('OpenCV INTER_AREA', 'area-tensor') ?? []),
      await transformersProcessor('transformers.js ImageProcessor', image),
    ];
  },
};

const halfTensor = {
  title: '4K RGBA float → 1080p NCHW float',
  goals: [
    { against: 'OpenCV INTER_AREA', atLeast: 4.5 },
    { against: 'plain JavaScript', atLeast: 5 },
    { against: 'floor', atMost: 1.4 },
  ],
  competitors({ opencv }) {
    const image = picture(3840, 2160, 4, 'f32');
    const data = new Float32Array(3 * 1920 * 1080);
    const options = { filter: 'area', mean: 0.5, std: 0.5, alpha: 'ignore' };
    return [
      {
        name: 'Sfumato pixelsToTensor',
        ours: true,
        run: () => pixelsToTensor(image, { data, width: 1920, height: 1080, channels: 3 }, options),
      },
      floor(3840 * 2160 * 16 + data.byteLength),
      ...(opencv?.competitor('OpenCV INTER_AREA', 'half-tensor') ?? []),
      halfTensorLoop('plain JavaScript', image, data),
    ];
  },
};

const matteUp = {
  title: '1024² float matte → 24 MP 8-bit, float-exact',
  goals: [
    { against: 'OpenCV float path', atLeast: 9 },
    { against: 'sharp (8 bit first)', atLeast: 30 },
  ],
  competitors({ opencv }) {
    const { width, height } = matte(1024, 1024);
    const data = new Float32Array(matte(1024, 1024).bytes.buffer);
    const into = target(...mp24, 1);
    return [
      {
        name: 'Sfumato tensorToPixels',
        ours: true,
        run: () => tensorToPixels({ data, width, height, channels: 1 }, into, { filter: 'bilinear' }),
      },
      floor(pixels24 + data.byteLength),
      ...(opencv?.competitor('OpenCV float path', 'matte-up') ?? []),
      sharpMatteUp('sharp (8 bit first)', data),
    ];
  },
};

const premultiplied = {
  title: 'Premultiply, 24 MP RGBA8',
  goals: [
    { against: 'OpenCV', atLeast: 3.3 },
    { against: 'floor', atMost: 1.2 },
  ],
  competitors({ opencv }) {
    const image = picture(...mp24, 4);
    const into = target(...mp24, 4);
    return [
      { name: 'Sfumato premultiplyAlpha', ours: true, run: () => premultiplyAlpha(image, into) },
      floor(pixels24 * 8),
      ...(opencv?.competitor('OpenCV', 'premultiply') ?? []),
    ];
  },
};

const over = {
  title: '“Over”, 24 MP RGBA8',
  note: 'OpenCV has no “over”: its row takes the front’s alpha as weights of `blendLinear`. The row below it is that call alone, with weights at hand.',
  goals: [
    { against: 'OpenCV blendLinear', atLeast: 25 },
    { against: 'floor', atMost: 1.2 },
  ],
  competitors({ opencv }) {
    const image = picture(...mp24, 4);
    const below = picture(...mp24, 4, 'u8', 1);
    const into = target(...mp24, 4);
    return [
      { name: 'Sfumato compositeOver', ours: true, run: () => compositeOver(image, below, into) },
      floor(pixels24 * 12),
      ...(opencv?.competitor('OpenCV blendLinear', 'over') ?? []),
      ...(opencv?.competitor('OpenCV blendLinear, weights given', 'blend-only') ?? []),
      sharpOver('sharp composite', image, below),
    ];
  },
};

export const group = {
  id: 'pixels',
  title: 'Pixels in and out of models',
  rows: [areaTensor, halfTensor, matteUp, premultiplied, over],
};
