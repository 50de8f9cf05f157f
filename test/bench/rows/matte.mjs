// SPDX-License-Identifier: Apache-2.0
import { distanceTransform, feather, growShrink, guidedRefine } from '@sfumato/native';
import { floor } from '../floor.mjs';
import { matte, matteOfBytes, picture, target } from '../pictures.mjs';

const pixels24 = 24e6;

const guided = {
  title: 'Guided refine, whole job: 24 MP RGB8 guide, 1024² float matte → 24 MP 8-bit',
  goals: [
    { against: 'OpenCV fast guided', atLeast: 12 },
    { against: 'ximgproc guidedFilter, grey', atLeast: 25 },
  ],
  competitors({ opencv }) {
    const options = { radius: 32, epsilon: 1e-4, subsample: 4, guide: 'luma' };
    const [guide, small, into] = [picture(6000, 4000, 3), matte(1024, 1024), target(6000, 4000, 1)];
    return [
      {
        name: 'Sfumato guidedRefine, luma',
        ours: true,
        run: () => guidedRefine(guide, small, into, options),
      },
      floor(pixels24 * 7),
      ...(opencv?.competitor('OpenCV fast guided', 'fast-guided') ?? []),
      ...(opencv?.competitor('ximgproc guidedFilter, grey', 'ximgproc-grey') ?? []),
    ];
  },
};

const guidedColour = {
  title: 'Guided refine with a colour guide, 24 MP',
  goals: [{ against: 'ximgproc guidedFilter, RGB', atLeast: 10 }],
  competitors({ opencv }) {
    const options = { radius: 32, epsilon: 1e-4, subsample: 4, guide: 'colour' };
    const [guide, small, into] = [picture(6000, 4000, 3), matte(1024, 1024), target(6000, 4000, 1)];
    return [
      {
        name: 'Sfumato guidedRefine, colour',
        ours: true,
        run: () => guidedRefine(guide, small, into, options),
      },
      ...(opencv?.competitor('ximgproc guidedFilter, RGB', 'ximgproc-rgb') ?? []),
    ];
  },
};

const feathering = {
  title: 'Feather σ 20, 24 MP 8-bit',
  goals: [
    { against: 'OpenCV GaussianBlur', atLeast: 10 },
    { against: 'Sfumato feather, σ 200', within: 1.4 },
  ],
  competitors({ opencv }) {
    const [image, into] = [picture(6000, 4000, 1), target(6000, 4000, 1)];
    return [
      { name: 'Sfumato feather, σ 20', ours: true, run: () => feather(image, into, { sigma: 20 }) },
      { name: 'Sfumato feather, σ 200', run: () => feather(image, into, { sigma: 200 }) },
      floor(pixels24 * 2),
      ...(opencv?.competitor('OpenCV GaussianBlur', 'gaussian-20') ?? []),
    ];
  },
};

const growing = {
  title: 'Grow by 10 px, round, 24 MP 8-bit matte',
  note: 'A matte is nearly all empty or full. The rows “no flat area” are the worst case, a picture of texture.',
  goals: [
    { against: 'OpenCV dilate, ellipse 21×21', atLeast: 5 },
    { against: 'Sfumato growShrink, 60 px', within: 1.4 },
  ],
  competitors({ opencv }) {
    const [image, into] = [matteOfBytes(6000, 4000), target(6000, 4000, 1)];
    const texture = picture(6000, 4000, 1);
    return [
      { name: 'Sfumato growShrink, 10 px', ours: true, run: () => growShrink(image, into, { radius: 10 }) },
      { name: 'Sfumato growShrink, 60 px', run: () => growShrink(image, into, { radius: 60 }) },
      { name: 'Sfumato, 10 px, no flat area', run: () => growShrink(texture, into, { radius: 10 }) },
      { name: 'Sfumato, 60 px, no flat area', run: () => growShrink(texture, into, { radius: 60 }) },
      floor(pixels24 * 2),
      ...(opencv?.competitor('OpenCV dilate, ellipse 21×21', 'dilate-ellipse-21') ?? []),
      ...(opencv?.competitor('OpenCV dilate, no flat area', 'dilate-ellipse-21-texture') ?? []),
    ];
  },
};

const distance = {
  title: 'Distance transform, 24 MP 8-bit → float (ours exact, OpenCV’s 5×5 approximate)',
  goals: [{ against: 'OpenCV distanceTransform', atLeast: 1 }],
  competitors({ opencv }) {
    const [image, into] = [picture(6000, 4000, 1), target(6000, 4000, 1, 'f32')];
    return [
      {
        name: 'Sfumato distanceTransform',
        ours: true,
        run: () => distanceTransform(image, into, { to: 'foreground' }),
      },
      ...(opencv?.competitor('OpenCV distanceTransform', 'distance') ?? []),
    ];
  },
};

export const group = {
  id: 'matte',
  title: 'Mattes',
  rows: [guided, guidedColour, feathering, growing, distance],
};
