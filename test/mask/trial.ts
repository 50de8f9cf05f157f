// SPDX-License-Identifier: Apache-2.0
import { Frame } from '../../core/src/frame/index.js';
import type { LoadedModel, ModelAccess, ModelTask } from '../../core/src/model/index.js';
import { createFrameCache } from '../../core/src/tool/cache.js';
import { runTool } from '../../core/src/tool/run.js';
import { mask } from '../../core/src/tools/mask/tool.js';
import { fakeModel } from '../model/fake-model.js';
import { plainInput } from '../model/manifests.js';

export const side = 128;
export const inDisc = (x: number, y: number, cx = 52, cy = 66, r = 26) =>
  (x - cx) ** 2 + (y - cy) ** 2 < r ** 2;

/** A red disc on a blue-grey ground with a fixed pattern over both. */
export function discPicture(): Frame {
  const frame = Frame.allocate({ width: side, height: side, channels: 3, dtype: 'u8' });
  for (let y = 0; y < side; y++) {
    const row = frame.row(y);
    for (let x = 0; x < side; x++) {
      const texture = (x * 31 + y * 17) % 13;
      const [r, g, b] = inDisc(x, y) ? [200, 60, 50] : [70, 90, 130];
      row.set([r + texture, g + texture, b + texture], x * 3);
    }
  }
  return frame;
}

/** A matte model of 64 × 64 that answers with `answer(red, green, blue)` of each pixel it is shown. */
export function matteModel(task: ModelTask, answer: (r: number, g: number, b: number) => number) {
  const size = 64;
  const contract = {
    name: 'matte.v1',
    input: plainInput,
    size: { rule: 'fixed', width: size, height: size },
    output: { tensor: 'y', layout: 'nchw' },
  };
  const { model, fed } = fakeModel(
    contract,
    ({ x }) => {
      const data = x?.dtype === 'f32' ? x.data : new Float32Array();
      const plane = size * size;
      const map = new Float32Array(plane).map((_, i) =>
        answer(data[i] ?? 0, data[i + plane] ?? 0, data[i + 2 * plane] ?? 0),
      );
      return { y: { dtype: 'f32', dims: [1, 1, size, size], data: map } };
    },
    { id: `fake-${task}`, task },
  );
  return { model: { ...model, hash: task } satisfies LoadedModel, runs: () => fed.length };
}

/** These models, one a task, and no other. */
export const access = (...models: LoadedModel[]): ModelAccess => ({
  async find(task) {
    const model = models.find((m) => m.manifest.task === task);
    return model
      ? { found: true, model }
      : {
          found: false,
          absence: { task, reason: `${task}-model is not installed.`, candidates: [`${task}-model`] },
        };
  },
});

/** What sees the disc. */
export const red = (r: number, _g: number, b: number) => (r > b + 0.2 ? 0.98 : 0.01);

/** A sample in parts of white. */
export const unit = (frame: Frame, x: number, y: number, c = 0): number => {
  const row = frame.row(y);
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const i = x * frame.channels + c;
  if (frame.dtype === 'f32') return view.getFloat32(i * 4, true);
  if (frame.dtype === 'u16')
    return view.getUint16(i * 2, true) / (frame.range === 'photoshop' ? 32768 : 65535);
  return (row[i] ?? 0) / 255;
};

/** Intersection over union with what is wanted. */
export function overlap(matte: Frame, wanted: (x: number, y: number) => boolean): number {
  let both = 0;
  let either = 0;
  for (let y = 0; y < matte.height; y++) {
    for (let x = 0; x < matte.width; x++) {
      const a = unit(matte, x, y) > 0.5;
      const b = wanted(x, y);
      if (a && b) both++;
      if (a || b) either++;
    }
  }
  return either === 0 ? 1 : both / either;
}

/** The mask tool with a cache of its own. */
export const runMask = async (
  params: object,
  inputs: Record<string, Frame>,
  models: ModelAccess = access(),
  more: object = {},
) => {
  const result = await runTool(mask, { inputs, params, models, cache: createFrameCache(1e8), ...more });
  const { matte, cutout } = result.outputs;
  if (!matte) throw new Error('no matte');
  return { ...result, matte, cutout };
};
