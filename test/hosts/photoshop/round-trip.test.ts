// SPDX-License-Identifier: Apache-2.0
// The plug-in's bridge between the emulated Photoshop and the real engine, over the real socket: nothing is lost on the
// way there and back, and nothing grows.
import { describe, expect, it } from 'vitest';
import { createPhotoshopBridge } from '../../../plugins/photoshop/build/host/photoshop-bridge.js';
import { startEngine } from '../../e2e/engine/running.js';
import { createPhotoshop } from './host.js';
import { hostOf } from './panel-host.js';
import { openPattern } from './pictures.js';
import type { Samples } from './plane.js';
import { unchanged } from './unchanged.js';

const signal = new AbortController().signal;
const bytes = (data: Samples | undefined) =>
  Buffer.from(data?.buffer ?? new ArrayBuffer(0), data?.byteOffset ?? 0, data?.byteLength ?? 0);

describe('a picture on its way to the engine and back', () => {
  it.each([
    ['RGB', 8, true],
    ['RGB', 16, true],
    ['RGB', 32, true],
    ['Grayscale', 8, false],
    ['Grayscale', 16, false],
    ['Grayscale', 32, false],
  ] as const)('%s of %i bits is the same in every bit', async (mode, depth, alpha) => {
    const client = (await startEngine()).client();
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { width: 640, height: 427, mode, depth }, alpha);
    const before = document.state.layers[0]?.pixels?.data;
    const bridge = createPhotoshopBridge(hostOf(emulated), client);
    const picture = await bridge.picture({ signal });
    await bridge.place([unchanged(document, picture, 'add')], 'layer', 'Denoise 1');
    expect(document.state.layers[0]?.name).toBe('Denoise 1');
    expect(bytes(document.state.layers[0]?.pixels?.data).equals(bytes(before))).toBe(true);
  });

  it('leaves nothing behind in 200 rounds, and never waits for the engine in a modal scope', async () => {
    const client = (await startEngine()).client();
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { width: 64, height: 48, depth: 16 }, true);
    const bridge = createPhotoshopBridge(hostOf(emulated), client);
    const sent = new Set<unknown>();
    emulated.modal.meter.onScope = (open) => {
      // Whatever the bridge asks of the engine must be answered before a scope opens.
      if (open) expect(sent.size).toBe(0);
    };
    const tracked = async <T>(work: Promise<T>): Promise<T> => {
      sent.add(work);
      return work.finally(() => sent.delete(work));
    };
    for (const name of ['putFrame', 'receiveFrame'] as const) {
      const real = client[name].bind(client) as (...given: unknown[]) => Promise<unknown>;
      Object.defineProperty(client, name, { value: (...given: unknown[]) => tracked(real(...given)) });
    }
    for (let round = 0; round < 200; round++) {
      const picture = await bridge.picture({ signal });
      await bridge.place([unchanged(document, picture, 'add')], 'layer', 'Denoise 1');
      client.drop([picture.frame]);
      document.undo();
    }
    const { memory } = await client.status();
    expect(memory).toMatchObject({ frames: 0, frameBytes: 0 });
    expect(emulated.memory).toMatchObject({ live: 0, liveBytes: 0 });
  });
});
