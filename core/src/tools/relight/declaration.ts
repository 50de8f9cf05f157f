// SPDX-License-Identifier: Apache-2.0
import type { Inputs, Outputs, Params } from '../../tool/index.js';
import { keyLight } from './lights.js';

export const inputs = {
  image: { title: 'Picture', help: 'What is lit.' },
  depth: {
    title: 'Depth',
    help: 'How near everything is, lighter is nearer. Without it a model measures it.',
    optional: true,
  },
  matte: { title: 'Matte', help: 'The subject, where it is known already.', optional: true },
} as const satisfies Inputs;

export const groups = {
  lights: { title: 'Lights' },
  surface: { title: 'Surface' },
  shadows: { title: 'Shadows' },
  fog: { title: 'Fog' },
  result: { title: 'Result' },
} as const;

const percent = { kind: 'number', min: 0, max: 100, step: 1, unit: '%' } as const;

export const params = {
  lights: {
    kind: 'lights',
    title: 'Lights',
    help: 'Point, spot, directional and ambient lights, each with a place in depth.',
    group: 'lights',
    default: [keyLight],
  },
  exposure: {
    kind: 'number',
    title: 'Original light',
    help: 'Dims or raises the light that is in the picture already.',
    group: 'lights',
    min: -8,
    max: 4,
    step: 0.05,
    default: -0.7,
    unit: 'EV',
  },
  relief: {
    ...percent,
    title: 'Relief',
    help: 'How far the nearest things stand out of the picture, as a share of its longer side.',
    group: 'surface',
    default: 30,
  },
  specular: { ...percent, title: 'Shine', help: 'Strength of highlights.', group: 'surface', default: 8 },
  roughness: {
    ...percent,
    min: 5,
    title: 'Roughness',
    help: 'Width of highlights: low for wet and polished things, high for matt ones.',
    group: 'surface',
    default: 45,
  },
  shadowStrength: {
    ...percent,
    title: 'Shadow strength',
    help: 'How far cast shadows also dim the light that is in the picture already.',
    group: 'shadows',
    default: 45,
  },
  shadowSoftness: {
    ...percent,
    max: 400,
    title: 'Shadow softness',
    help: 'Scales the softness that follows from the size of a light.',
    group: 'shadows',
    default: 100,
  },
  fogAmount: {
    ...percent,
    title: 'Fog',
    help: 'How much fog hides the farthest things.',
    group: 'fog',
    default: 0,
  },
  fogDistance: {
    ...percent,
    max: 99,
    title: 'Fog begins at',
    help: 'Distance up to which there is no fog.',
    group: 'fog',
    default: 15,
  },
  fogColour: {
    kind: 'colour',
    title: 'Fog colour',
    help: 'Colour of the fog, in linear light.',
    group: 'fog',
    default: [0.6, 0.66, 0.72],
  },
  apply: {
    kind: 'choice',
    title: 'Apply to',
    help: 'What is changed.',
    group: 'result',
    choices: [
      { id: 'everything', title: 'Everything' },
      { id: 'subject', title: 'Subject' },
      { id: 'background', title: 'Background' },
    ],
    default: 'everything',
  },
  passes: {
    kind: 'boolean',
    title: 'Layers',
    help: 'Also gives every light, the shadows and the fog as layers, and depth and normals.',
    group: 'result',
    default: false,
  },
} as const satisfies Params;

const lightLayer = (n: number) =>
  ({
    title: `Light ${n}`,
    help: `What light ${n} adds, diffuse and highlights, in linear light.`,
    kind: 'layer',
    blend: 'add',
    always: false,
    askedBy: 'passes',
  }) as const;

export const outputs = {
  image: { title: 'Relit picture', help: 'The picture with everything applied.', kind: 'image' },
  ambient: {
    title: 'Original light',
    help: 'What the picture is multiplied by, in linear light.',
    kind: 'layer',
    blend: 'multiply',
    always: false,
    askedBy: 'passes',
  },
  shadow: {
    title: 'Shadows',
    help: 'Cast shadows, in linear light.',
    kind: 'layer',
    blend: 'multiply',
    always: false,
    askedBy: 'passes',
  },
  light1: lightLayer(1),
  light2: lightLayer(2),
  light3: lightLayer(3),
  light4: lightLayer(4),
  light5: lightLayer(5),
  light6: lightLayer(6),
  light7: lightLayer(7),
  light8: lightLayer(8),
  fog: {
    title: 'Fog',
    help: 'Fog over the lit picture, in linear light.',
    kind: 'layer',
    blend: 'normal',
    always: false,
    askedBy: 'passes',
  },
  depth: {
    title: 'Depth',
    help: 'Nearness, larger is nearer, about 0..1.',
    kind: 'data',
    always: false,
    askedBy: 'passes',
  },
  normals: {
    title: 'Normals',
    help: 'x right, y down, z towards the viewer.',
    kind: 'data',
    shownAs: { offset: 0.5, gain: 0.5 },
    always: false,
    askedBy: 'passes',
  },
} as const satisfies Outputs;
