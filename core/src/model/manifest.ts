// SPDX-License-Identifier: Apache-2.0

/** What a model is for. */
export const modelTasks = [
  'subject',
  'person',
  'sky',
  'select',
  'inpaint',
  'depth',
  'denoise',
  'denoise-raw',
  'upscale',
  'detect',
  'face-detect',
  'face-landmarks',
  'hair',
  'speech-enhance',
  'voice-activity',
] as const;
export type ModelTask = (typeof modelTasks)[number];

/** A model folder's `model.json`. */
export interface ModelManifest {
  readonly id: string;
  readonly version: string;
  readonly task: ModelTask;
}
