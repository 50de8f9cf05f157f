// SPDX-License-Identifier: Apache-2.0
// What the demo does: photographs of test/data, and what a retoucher might want of each.

const scribble = (label, radius, ...points) => ({
  label,
  radius,
  points: points.map(([x, y]) => ({ x, y })),
});

/**
 * `paint`: a mask made of ellipses (centre and radii as parts of width and height), as if painted by hand.
 * `noise`: variance added to 8-bit samples before the tool runs, perSignal × value + floor.
 * `show`: the output that is compared with the original. `crop`: the centre of a part shown at 100 %.
 */
export const scenes = [
  {
    file: 'dandelion.jpg',
    title: 'Dandelions against the light',
    credit: 'Clemens Engelhardt, CC0. 5312 × 2988 pixels, straight from a phone.',
    results: [
      {
        tool: 'mask',
        title: 'Mask: four scribbles',
        what: 'Scribbled over the head and the stem, and beside them; refined at full resolution, edge colours cleaned.',
        params: {
          target: 'selection',
          strokes: [
            scribble('add', 0.02, [0.29, 0.2], [0.2, 0.33], [0.29, 0.45], [0.4, 0.33], [0.29, 0.33]),
            scribble('add', 0.005, [0.293, 0.56], [0.291, 0.99]),
            scribble('remove', 0.004, [0.33, 0.62], [0.315, 0.75], [0.312, 0.99]),
            scribble('remove', 0.006, [0.245, 0.58], [0.265, 0.75], [0.267, 0.99]),
          ],
        },
        show: 'cutout',
        crop: { x: 0.42, y: 0.22 },
      },
      {
        tool: 'fill',
        title: 'Fill: one flower less',
        what: 'The flower on the right was painted over roughly and removed with its stem.',
        params: {},
        paint: [
          { x: 0.818, y: 0.77, rx: 0.082, ry: 0.122 },
          { x: 0.803, y: 0.94, rx: 0.014, ry: 0.09 },
        ],
        show: 'image',
        crop: { x: 0.818, y: 0.78 },
      },
      {
        tool: 'relight',
        title: 'Relight: more of the evening sun',
        what: 'One warm light where the sun stands, 3000 K.',
        params: {
          lights: [
            {
              kind: 'point',
              x: 0.62,
              y: 0.02,
              z: 0.6,
              intensity: 0.9,
              temperature: 3000,
              size: 0.1,
              falloff: 1,
              shadows: false,
            },
          ],
        },
        show: 'image',
        crop: { x: 0.28, y: 0.4 },
      },
      {
        tool: 'denoise',
        title: 'Denoise: high ISO, simulated',
        what: 'This picture is clean, so sensor noise was added first (“before”). The tool was not told how much.',
        noise: { perSignal: 3, floor: 25 },
        params: {},
        show: 'image',
        crop: { x: 0.6, y: 0.8 },
      },
    ],
  },
  {
    file: 'astronaut.png',
    title: 'A portrait',
    credit: 'NASA, public domain. 512 × 512 pixels.',
    results: [
      {
        tool: 'mask',
        title: 'Mask: the person',
        what: 'Target: subject, hair refined, cut out with clean edge colours.',
        params: { target: 'subject' },
        show: 'cutout',
      },
      {
        tool: 'fill',
        title: 'Fill: without the model rocket',
        what: 'The model was painted over and removed; the person, masked, is never copied from.',
        params: {},
        paint: [
          { x: 0.79, y: 0.2, rx: 0.125, ry: 0.24 },
          { x: 0.79, y: 0.45, rx: 0.135, ry: 0.115 },
          { x: 0.85, y: 0.535, rx: 0.09, ry: 0.03 },
        ],
        avoidSubject: true,
        show: 'image',
      },
      {
        tool: 'relight',
        title: 'Relight: a warm key light',
        what: 'One warm light, upper left.',
        params: {
          lights: [
            {
              kind: 'point',
              x: 0.05,
              y: 0.1,
              z: 0.85,
              intensity: 1.5,
              temperature: 3600,
              size: 0.1,
              falloff: 1,
              shadows: true,
            },
          ],
        },
        show: 'image',
      },
      {
        tool: 'denoise',
        title: 'Denoise: film grain',
        what: 'The grain of the scan, estimated and removed with detail kept.',
        params: {},
        show: 'image',
      },
    ],
  },
  {
    file: 'coffee.png',
    title: 'An espresso',
    credit: 'Rachel Michetti, CC0. 600 × 400 pixels.',
    results: [
      {
        tool: 'mask',
        title: 'Mask: a box around the cup and saucer',
        what: 'Selected with one box and one click.',
        params: {
          target: 'selection',
          box: { x: 0.11, y: 0.02, width: 0.71, height: 0.96 },
          points: [{ x: 0.45, y: 0.62, label: 'add' }],
        },
        show: 'cutout',
      },
      {
        tool: 'fill',
        title: 'Fill: a wider table',
        what: 'The canvas was expanded by 12 % on the left and the right.',
        params: { mode: 'expand', left: 12, right: 12 },
        show: 'image',
      },
      {
        tool: 'relight',
        title: 'Relight: window light from the right',
        what: 'One cool light from the right, with soft shadows.',
        params: {
          lights: [
            {
              kind: 'point',
              x: 1.05,
              y: 0.1,
              z: 0.45,
              intensity: 1.5,
              temperature: 7500,
              size: 0.1,
              falloff: 1,
              shadows: true,
            },
          ],
        },
        show: 'image',
      },
      {
        tool: 'denoise',
        title: 'Denoise: high ISO, simulated',
        what: 'Sensor noise was added first (“before”). The tool was not told how much.',
        noise: { perSignal: 3, floor: 25 },
        params: {},
        show: 'image',
      },
    ],
  },
];
