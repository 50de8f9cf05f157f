// SPDX-License-Identifier: Apache-2.0
import { type ErrorCode, SfumatoError } from '@sfumato/core/protocol';
import type { Scene } from './fixture/scene.js';

const keyLight = {
  kind: 'point',
  x: 0.2,
  y: 0.15,
  z: 0.4,
  intensity: 0.35,
  temperature: 5000,
  size: 0.2,
  falloff: 2,
  shadows: true,
};
const lights = [
  keyLight,
  {
    ...keyLight,
    kind: 'spot',
    x: 0.9,
    y: -0.2,
    temperature: 2900,
    target: { x: 0.5, y: 0.6, z: 0 },
    angle: 50,
    edge: 0.5,
  },
  { kind: 'ambient', x: 0.5, y: 0.5, z: 1, intensity: 0.2, colour: [0.2, 0.3, 1] },
];
const points = [
  { x: 0.4, y: 0.3, label: 'add' },
  { x: 0.8, y: 0.5, label: 'remove' },
];
const stroke = {
  radius: 0.04,
  label: 'add',
  points: [
    { x: 0.3, y: 0.6 },
    { x: 0.45, y: 0.7 },
    { x: 0.6, y: 0.65 },
  ],
};

const report = (code: ErrorCode, cause: string) => new SfumatoError(code, cause).report;

/** What panels look like in use, in trouble and at their limits; each is checked in both themes and both widths. */
export const scenes: Readonly<Record<string, Omit<Scene, 'theme'>>> = {
  mask: { tool: 'mask', values: { refine: 85, points }, results: 1 },
  'mask-brush': {
    tool: 'mask',
    values: { target: 'selection', strokes: [stroke], box: { x: 0.1, y: 0.05, width: 0.7, height: 0.9 } },
    marks: { markTool: 'stroke' },
    view: { mode: 'cutout' },
  },
  fill: { tool: 'fill', values: { grain: 30 }, variations: 4, presets: ['Wires', 'Dust on scans, gently'] },
  expand: { tool: 'fill', values: { mode: 'expand', left: 25, right: 25 } },
  relight: { tool: 'relight', values: { lights }, marks: { light: 1 } },
  'relight-split': { tool: 'relight', view: { mode: 'split', wipe: 0.4 } },
  denoise: { tool: 'denoise', values: { luma: 140 }, results: 3 },
  tabs: {},
  explained: { tool: 'denoise', explain: true },
  running: { tool: 'mask', running: { phase: 'Refining the edge', fraction: 0.43 } },
  failed: {
    tool: 'denoise',
    error: report('WORKER_LOST', 'The worker process ended while it denoised (signal SIGKILL).'),
  },
  'model-missing': {
    tool: 'mask',
    error: report(
      'MODEL_MISSING',
      'Selecting the subject needs a model for “subject”: isnet is not installed.',
    ),
  },
  noted: {
    tool: 'mask',
    notes: [
      'No person was found: the selection is empty.',
      'The subject is selected in place of the person.',
    ],
  },
  empty: { noDocument: true },
  starting: { connection: { phase: 'connecting' } },
  stopped: {
    connection: {
      phase: 'unreachable',
      paired: true,
      error: report('ENGINE_UNREACHABLE', 'No engine answers at ws://127.0.0.1:27182/engine.'),
    },
  },
  missing: {
    canUseFolder: true,
    connection: {
      phase: 'unreachable',
      paired: false,
      error: report('ENGINE_UNREACHABLE', 'No engine answers at ws://127.0.0.1:27182/engine.'),
    },
  },
  denied: {
    canUseFolder: true,
    connection: {
      phase: 'unreachable',
      paired: false,
      error: report(
        'HOST_DENIED',
        'The host refused the connection to ws://127.0.0.1:27182/engine: Permission denied. Manifest entry not found.',
      ),
    },
  },
  layers: { tool: 'denoise', layers: ['Hair', 'Coat', 'Background copy 3'], workOn: 'layers' },
  'other-mode': {
    tool: 'mask',
    problem: report(
      'INPUT_INVALID',
      'brochure.psd is in CMYK mode, whose pixels Photoshop does not give to plug-ins safely.',
    ),
  },
  startable: {
    canStart: true,
    connection: {
      phase: 'unreachable',
      paired: true,
      error: report('ENGINE_UNREACHABLE', 'No engine answers.'),
    },
  },
  pairing: {
    connection: { phase: 'refused', error: report('ENGINE_REFUSED', 'This panel has not been paired yet.') },
  },
  mismatch: {
    connection: {
      phase: 'refused',
      error: report('PROTOCOL_MISMATCH', 'This panel speaks protocol 1 and the engine speaks 2 to 3.'),
    },
  },
};
