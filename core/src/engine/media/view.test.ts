// SPDX-License-Identifier: Apache-2.0
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Colour, Frame, type FrameFormat, linearSrgb, noColour, srgb } from '../../frame/index.js';
import { readStill } from '../../media/index.js';
import { renderView } from './view.js';

const signal = new AbortController().signal;

/** One pixel as a screen shows it. */
async function shown(
  format: Pick<FrameFormat, 'channels' | 'dtype' | 'range' | 'alpha'> & { colour: Colour },
  samples: readonly number[],
  options: { as?: 'display' | 'numbers'; background?: [number, number, number] } = {},
): Promise<number[]> {
  const typed = { u8: Uint8Array, u16: Uint16Array, f32: Float32Array, f16: Uint16Array }[format.dtype].from(
    samples,
  );
  const frame = Frame.over(new Uint8Array(typed.buffer), { ...format, width: 1, height: 1 });
  const { as = 'display', background = null } = options;
  const rect = { x: 0, y: 0, width: 1, height: 1 };
  return [...(await renderView(frame, { rect, width: 1, height: 1, as, background }, signal))];
}

const rgb = { channels: 3, dtype: 'u8' } as const;

describe('renderView', () => {
  it('shows sRGB as it is, linear light encoded, Photoshop’s and straight alpha’s numbers', async () => {
    expect(await shown({ ...rgb, colour: srgb }, [1, 128, 255])).toEqual([1, 128, 255, 255]);
    expect(await shown({ channels: 3, dtype: 'f32', colour: linearSrgb }, [0.2159, 1.7, -1])).toEqual([
      128, 255, 0, 255,
    ]);
    expect(await shown({ channels: 1, dtype: 'u16', range: 'photoshop', colour: srgb }, [16_384])).toEqual([
      128, 128, 128, 255,
    ]);
    const half = { channels: 4, dtype: 'u8', colour: srgb } as const;
    expect(await shown({ ...half, alpha: 'premultiplied' }, [64, 0, 128, 128])).toEqual([128, 0, 255, 128]);
    expect(await shown(half, [255, 0, 255, 0], { background: [10, 20, 30] })).toEqual([10, 20, 30, 255]);
  });

  it('shows numbers as they are', async () => {
    const matte = { channels: 1, dtype: 'f32', colour: noColour } as const;
    expect(await shown(matte, [0.5], { as: 'numbers' })).toEqual([128, 128, 128, 255]);
    expect(await shown(matte, [0.5])).toEqual([188, 188, 188, 255]);
  });

  it('brings wide colours to sRGB, by their profile or by their primaries', async () => {
    const p3: Colour = { primaries: 'display-p3', transfer: 'srgb' };
    // A red of sRGB, in P3's numbers (CSS Color 4 gives 0.9175 0.2003 0.1386).
    const byPrimaries = await shown({ ...rgb, colour: p3 }, [234, 51, 35]);
    for (const [i, wanted] of [255, 0, 0, 255].entries()) {
      expect(Math.abs((byPrimaries[i] ?? 0) - wanted)).toBeLessThanOrEqual(3);
    }
    const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#ff0000' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { frame } = await readStill(png);
    expect(frame.row(0)[0]).toBeLessThan(240);
    const rect = { x: 0, y: 0, width: 1, height: 1 };
    const view = await renderView(
      frame,
      { rect, width: 1, height: 1, as: 'display', background: null },
      signal,
    );
    for (const [i, wanted] of [255, 0, 0, 255].entries()) {
      expect(Math.abs((view[i] ?? 0) - wanted)).toBeLessThanOrEqual(3);
    }
  });

  it('reduces by area, and enlarges without smoothing', async () => {
    const frame = Frame.over(Uint8Array.of(0, 100, 200, 40), {
      width: 4,
      height: 1,
      channels: 1,
      dtype: 'u8',
    });
    const at = async (rect: { x: number; width: number }, width: number) => {
      const whole = { y: 0, height: 1, ...rect };
      const request = { rect: whole, width, height: 1, as: 'numbers', background: null } as const;
      const rgba = await renderView(frame, request, signal);
      return Array.from({ length: width }, (_, i) => rgba[4 * i]);
    };
    expect(await at({ x: 0, width: 4 }, 2)).toEqual([50, 120]);
    expect(await at({ x: 1, width: 2 }, 4)).toEqual([100, 100, 200, 200]);
  });
});
