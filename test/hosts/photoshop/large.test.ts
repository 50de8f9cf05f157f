// SPDX-License-Identifier: Apache-2.0
// How long a large picture takes there and back, beside the bare transfer of the same bytes over the same socket. The
// engine is a process of its own, as it is for people. Prints what it measured.
import { describe, expect, it } from 'vitest';
import { createPhotoshopBridge } from '../../../plugins/photoshop/build/host/photoshop-bridge.js';
import { EngineProcess } from '../../e2e/studio/engine-process.js';
import { createPhotoshop, type EmulatedPhotoshop } from './host.js';
import { hostOf, pairedClient } from './panel-host.js';
import { openPattern } from './pictures.js';
import { unchanged } from './unchanged.js';

const signal = new AbortController().signal;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Milliseconds that the emulated host itself copies pixels, which no real host spends on our thread. */
function hostClock({ module: { imaging } }: EmulatedPhotoshop) {
  const clock = { ms: 0 };
  const clocked = (call: (...given: never[]) => Promise<unknown>) => {
    return async (...given: never[]) => {
      const began = performance.now();
      const work = call(...given);
      // What it does, it does before it gives the promise.
      clock.ms += performance.now() - began;
      const result = await work;
      const data = result as { imageData?: { getData?: (...o: never[]) => Promise<unknown> } } | undefined;
      if (data?.imageData?.getData)
        data.imageData.getData = clocked(data.imageData.getData.bind(data.imageData));
      return result;
    };
  };
  for (const name of ['getPixels', 'putPixels', 'createImageDataFromBuffer'] as const) {
    Object.defineProperty(imaging, name, { value: clocked(imaging[name].bind(imaging)) });
  }
  return clock;
}

describe('24 megapixels of 16 bits with alpha', () => {
  it.skipIf(process.env.SFUMATO_LARGE !== '1')(
    'take at most half as long again as their bytes alone (SFUMATO_LARGE=1)',
    async () => {
      const engine = new EngineProcess();
      await engine.start();
      const emulated = createPhotoshop();
      const host = hostOf(emulated);
      const client = await pairedClient(engine, host);
      try {
        const document = openPattern(emulated, { width: 6000, height: 4000, depth: 16 }, true);
        const bridge = createPhotoshopBridge(host, client);
        const clock = hostClock(emulated);
        const format = { width: 6000, height: 4000, channels: 4, dtype: 'u16', range: 'photoshop' } as const;
        const plain = new Uint8Array(6000 * 4000 * 8).fill(7);
        const rounds: { plain: number; whole: number; host: number; modal: number }[] = [];
        for (let round = 0; round < 4; round++) {
          const bare = await timed(async () => {
            const { frame } = await client.putFrame(format, plain);
            await client.getFrame(frame);
            client.drop([frame]);
          });
          clock.ms = 0;
          emulated.modal.meter.longestMs = 0;
          const whole = await timed(async () => {
            const picture = await bridge.picture({ signal });
            await bridge.place([unchanged(document, picture)], 'layer', 'Denoise 1');
            client.drop([picture.frame]);
          });
          document.undo();
          // The first round fills caches.
          if (round > 0)
            rounds.push({ plain: bare, whole, host: clock.ms, modal: emulated.modal.meter.longestMs });
        }
        const of = (key: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[key]));
        const [bare, whole, own] = [of('plain'), of('whole'), of('host')];
        console.log(
          `bytes alone ${seconds(bare)}; there and back ${seconds(whole)} (×${(whole / bare).toFixed(2)}), of which the emulated host copies for ${seconds(own)}: ×${((whole - own) / bare).toFixed(2)} without; longest modal scope ${seconds(of('modal'))}`,
        );
        expect((whole - own) / bare).toBeLessThan(1.5);
      } finally {
        client.close();
        await engine.close();
      }
    },
  );
});
