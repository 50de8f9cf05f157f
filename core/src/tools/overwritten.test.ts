// SPDX-License-Identifier: Apache-2.0
// Workers use output memory again: what a tool says it overwrites must hold nothing of an earlier picture.
import { describe, expect, it } from 'vitest';
import { access } from '../../../test/mask/trial.js';
import { Frame } from '../frame/index.js';
import { runTool, type Tool } from '../tool/index.js';
import { tools } from './index.js';

const [width, height] = [61, 47];

/** A noisy disc on a slope. */
function picture(channels: 1 | 3 | 4, dtype: 'u8' | 'u16' | 'f32'): Frame {
  const frame = Frame.allocate({ width, height, channels, dtype });
  let state = 1;
  for (let y = 0; y < height; y++) {
    const row = frame.row(y);
    const samples =
      dtype === 'u8'
        ? row
        : dtype === 'u16'
          ? new Uint16Array(row.buffer, row.byteOffset, width * channels)
          : new Float32Array(row.buffer, row.byteOffset, width * channels);
    const white = dtype === 'u8' ? 255 : dtype === 'u16' ? 65_535 : 1;
    for (let i = 0; i < width * channels; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const x = Math.floor(i / channels);
      const inside = (x - 30) ** 2 + (y - 22) ** 2 < 200;
      const value = (inside ? 0.7 : 0.3 * (x / width)) + (state >>> 24) / 2550;
      samples[i] = channels === 4 && i % 4 === 3 ? white * (x > 5 ? 1 : 0.4) : white * value;
    }
  }
  return frame;
}

function disc(): Frame {
  const mask = Frame.allocate({ width, height, channels: 1, dtype: 'u8' });
  for (let y = 10; y < 20; y++) mask.row(y).fill(255, 20, 34);
  return mask;
}

const light = { kind: 'point', x: 0.2, y: 0.2, z: 0.4, intensity: 1, size: 0.1, shadows: true };
const runs: Record<string, { params: object; inputs?: () => Record<string, Frame> }> = {
  denoise: { params: { method: 'quality' } },
  fill: { params: {}, inputs: () => ({ mask: disc() }) },
  mask: { params: { target: 'selection', points: [{ x: 0.5, y: 0.48, label: 'add' }] } },
  relight: {
    params: { lights: [light, { ...light, kind: 'spot', x: 0.8 }], fogAmount: 30 },
    inputs: () => ({ depth: disc() }),
  },
};

/** All outputs of a tool, made in memory that held `before`. */
async function outputsOver(tool: Tool, image: Frame, before: number): Promise<Record<string, string>> {
  const { params, inputs } = runs[tool.id] ?? { params: {} };
  const { outputs } = await runTool(tool, {
    inputs: { image, ...inputs?.() },
    params,
    models: access(),
    outputs: Object.keys(tool.outputs),
    allocate(format, { overwritten = false } = {}) {
      const frame = Frame.allocate(format);
      if (overwritten) frame.bytes.fill(before);
      return frame;
    },
  });
  return Object.fromEntries(
    Object.entries(outputs).map(([id, frame]) => [id, Buffer.from(frame.packed()).toString('base64')]),
  );
}

describe('outputs', () => {
  for (const tool of tools) {
    it(`of ${tool.id} hold nothing of what was in their memory`, async () => {
      expect(runs, tool.id).toHaveProperty(tool.id);
      for (const channels of [1, 3, 4] as const) {
        for (const dtype of ['u8', 'u16', 'f32'] as const) {
          const image = picture(channels, dtype);
          const clean = await outputsOver(tool, image, 0);
          expect(Object.keys(clean).length).toBeGreaterThan(0);
          expect(await outputsOver(tool, image, 0xab), `${channels} × ${dtype}`).toEqual(clean);
        }
      }
    });
  }
});
