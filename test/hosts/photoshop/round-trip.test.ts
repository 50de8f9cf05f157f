// SPDX-License-Identifier: Apache-2.0
// The plug-in's bridge between the emulated Photoshop and the real engine, over the real socket: nothing is lost on the
// way there and back, and nothing grows.
import type { FrameInfo } from '@sfumato/core/protocol';
import type { ToolOutcome } from '@sfumato/panels';
import { describe, expect, it } from 'vitest';
import { createPhotoshopBridge } from '../../../plugins/photoshop/build/host/photoshop-bridge.js';
import type { UxpHost } from '../../../plugins/photoshop/build/uxp.js';
import { startEngine } from '../../e2e/engine/running.js';
import type { EmulatedDocument } from './document.js';
import { createPhotoshop, type EmulatedPhotoshop } from './host.js';
import { openPattern } from './pictures.js';
import type { Samples } from './plane.js';

const signal = new AbortController().signal;
const bytes = (data: Samples | undefined) =>
  Buffer.from(data?.buffer ?? new ArrayBuffer(0), data?.byteOffset ?? 0, data?.byteLength ?? 0);

/** The host as the bridge gets it; what the bridge does not ask for here is left out. */
function hostOf(emulated: EmulatedPhotoshop): UxpHost {
  const parts: Partial<Record<keyof UxpHost, unknown>> = {
    photoshop: emulated.module,
    uxp: { storage: { localFileSystem: {} } },
  };
  return parts as unknown as UxpHost;
}

const outcomeOf = (document: EmulatedDocument, image: FrameInfo): ToolOutcome => ({
  tool: { id: 'add', title: 'Add' },
  title: 'Add 1',
  params: {},
  outputs: { image },
  notes: [],
  provenance: {
    tool: 'add',
    params: {},
    quality: 'full',
    models: [],
    makes: 'edited',
    engine: { name: 'sfumato', version: '0' },
  },
  elapsedMs: 0,
  document: { id: String(document.id), revision: document.activeHistory.id },
});

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
    await bridge.place([outcomeOf(document, picture)], 'layer', 'Add 1');
    expect(document.state.layers[0]?.name).toBe('Add 1');
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
      await bridge.place([outcomeOf(document, picture)], 'layer', 'Add 1');
      client.drop([picture.frame]);
      document.undo();
    }
    const { memory } = await client.status();
    expect(memory).toMatchObject({ frames: 0, frameBytes: 0 });
    expect(emulated.memory).toMatchObject({ live: 0, liveBytes: 0 });
  });

  const large = process.env.SFUMATO_LARGE === '1';
  it.skipIf(!large)(
    'of 24 MP and 16 bits takes little longer than the bytes themselves (SFUMATO_LARGE=1)',
    async () => {
      const client = (await startEngine()).client();
      const emulated = createPhotoshop();
      const document = openPattern(emulated, { width: 6000, height: 4000, depth: 16 }, true);
      const bridge = createPhotoshopBridge(hostOf(emulated), client);
      const format = { width: 6000, height: 4000, channels: 4, dtype: 'u16', range: 'photoshop' } as const;
      const plain = new Uint8Array(6000 * 4000 * 8);
      const timed = async (work: () => Promise<void>) => {
        const began = performance.now();
        await work();
        return performance.now() - began;
      };
      const times: { plain: number; whole: number }[] = [];
      for (let round = 0; round < 3; round++) {
        times.push({
          plain: await timed(async () => {
            const { frame } = await client.putFrame(format, plain);
            await client.getFrame(frame);
            client.drop([frame]);
          }),
          whole: await timed(async () => {
            const picture = await bridge.picture({ signal });
            await bridge.place([outcomeOf(document, picture)], 'layer', 'Add 1');
            client.drop([picture.frame]);
            document.undo();
          }),
        });
      }
      console.log(JSON.stringify({ times, longestModalMs: emulated.modal.meter.longestMs }));
    },
  );
});
