// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readStill } from '@sfumato/core';
import { describe, expect, it } from 'vitest';
import { startEngine } from './running.js';

const picture = (name: string) => fileURLToPath(new URL(`../../data/${name}`, import.meta.url));

/** A gradient of so many bytes, told apart everywhere. */
const ramp = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) % 251);

describe('the engine over a WebSocket', () => {
  it('says what it can do and how it is', async () => {
    const engine = await startEngine();
    const client = engine.client();
    const tools = await client.tools();
    expect(tools.map(({ id }) => id)).toContain('add');
    expect(tools[0]).not.toHaveProperty('run');
    expect((await client.models()).length).toBeGreaterThan(3);
    expect(await client.status()).toMatchObject({ pid: process.pid, clients: 1, jobs: { running: 0 } });
    expect(client.state).toMatchObject({ phase: 'ready', session: 1, engine: { pid: process.pid } });
  });

  it('keeps frames bit for bit, whatever their depth and however many chunks they take', async () => {
    const client = (await startEngine()).client();
    for (const format of [
      { width: 5, height: 3, channels: 3, dtype: 'u8' },
      { width: 7, height: 2, channels: 4, dtype: 'u16', range: 'photoshop', alpha: 'premultiplied' },
      { width: 1501, height: 1400, channels: 1, dtype: 'f32', origin: { x: -3, y: 9 } },
    ] as const) {
      const samples = { u8: 1, u16: 2, f32: 4 }[format.dtype];
      const pixels = ramp(format.width * format.height * format.channels * samples);
      const info = await client.putFrame(format, pixels);
      const { origin, ...rest } = { origin: { x: 0, y: 0 }, ...format };
      expect(info).toMatchObject({ ...rest, bounds: { ...origin, width: format.width } });
      const back = await client.getFrame(info.frame);
      expect(Buffer.compare(back.pixels, pixels)).toBe(0);
      expect(back.info).toEqual(info);
    }
  });

  it('opens a photograph as it is, shows it, and saves the same pixels', async () => {
    const client = (await startEngine()).client();
    const bytes = readFileSync(picture('astronaut.png'));
    const sent: number[] = [];
    const opened = await client.openFile('astronaut.png', bytes, { onProgress: (f) => sent.push(f) });
    expect(sent.at(-1)).toBe(1);
    expect(opened).toMatchObject({ title: 'astronaut.png', format: 'png', bits: 8, layers: [] });
    expect(opened.profile).toContain('sRGB');
    const still = await readStill(bytes);
    const { pixels } = await client.getFrame(opened.frame.frame);
    expect(Buffer.compare(pixels, still.frame.packed())).toBe(0);

    const rect = { x: 100, y: 50, width: 64, height: 32 };
    const view = await client.view(opened.frame.frame, { rect, width: 64, height: 32 });
    const first = [...still.frame.crop(rect).row(0).subarray(0, 3), 255];
    expect([...view.rgba.subarray(0, 4)]).toEqual(first);
    expect(view.rgba.length).toBe(64 * 32 * 4);

    const saved = await client.saveFile({
      format: 'png',
      frame: opened.frame.frame,
      source: opened.frame.frame,
    });
    expect(saved).toMatchObject({ name: 'picture.png', mime: 'image/png' });
    const again = await readStill(saved.bytes);
    expect(Buffer.compare(again.frame.packed(), still.frame.packed())).toBe(0);
    expect(again.frame.colour.icc).toEqual(still.frame.colour.icc);
  });

  it('runs tools with progress, and drafts on smaller copies', async () => {
    const client = (await startEngine()).client();
    const image = await client.putFrame({ width: 64, height: 32, channels: 1, dtype: 'u8' }, ramp(64 * 32));
    const phases = new Set<string>();
    const full = await client.run(
      { tool: 'add', inputs: { image: image.frame }, params: { amount: 5 } },
      { onProgress: ({ phase }) => phases.add(phase) },
    );
    expect([...phases]).toEqual(['adding']);
    expect(full).toMatchObject({ scale: 1, provenance: { tool: 'add', params: { amount: 5 } } });
    const { pixels } = await client.getFrame(full.outputs.image?.frame ?? '');
    expect([...pixels.subarray(0, 3)]).toEqual([5, 12, 19]);

    const draft = {
      tool: 'add',
      inputs: { image: image.frame },
      params: { amount: 8 },
      quality: 'draft',
      proxy: 16,
    };
    const small = await client.run({ ...draft, quality: 'draft' });
    expect(small.outputs.image).toMatchObject({ width: 16, height: 8 });
    // The amount is in pixels, so that a quarter of the picture gets a quarter of it.
    expect(small).toMatchObject({ scale: 0.25, provenance: { params: { amount: 2 }, quality: 'draft' } });
  });

  it('answers what cannot be done with code, cause and remedy, and goes on', async () => {
    const client = (await startEngine()).client();
    const image = await client.putFrame({ width: 1, height: 1, channels: 1, dtype: 'u8' }, ramp(1));
    const inputs = { image: image.frame };
    const code = (c: string) => expect.objectContaining({ code: c });
    await expect(client.run({ tool: 'none', inputs, params: {} })).rejects.toEqual(code('NOT_SUPPORTED'));
    await expect(client.run({ tool: 'add', inputs, params: { x: 1 } })).rejects.toEqual(
      code('PARAM_UNKNOWN'),
    );
    await expect(client.getFrame('f99')).rejects.toEqual(code('FRAME_UNKNOWN'));
    await expect(client.openFile('x.txt', ramp(100))).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      message: expect.stringContaining('x.txt'),
    });
    const rect = { x: 0, y: 0, width: 2, height: 1 };
    await expect(client.view(image.frame, { rect, width: 1, height: 1 })).rejects.toEqual(
      code('MESSAGE_INVALID'),
    );
    client.drop([image.frame]);
    await expect(client.getFrame(image.frame)).rejects.toEqual(code('FRAME_UNKNOWN'));
    await client.ping('still here');
  });
});
