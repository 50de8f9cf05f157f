// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frame } from './frame.js';

describe('Frame', () => {
  it('shares pixels with a frame that another mapping opened, profile included', () => {
    const colour = { primaries: 'display-p3', transfer: 'srgb', icc: Uint8Array.of(1, 2, 250) } as const;
    const made = Frame.allocate(
      { width: 5, height: 3, channels: 4, dtype: 'u16', range: 'photoshop', colour },
      { shared: true },
    );
    const opened = Frame.open(JSON.parse(JSON.stringify(made.handle())));
    made.row(2)[7] = 99;
    expect(opened.row(2)[7]).toBe(99);
    expect({ ...opened.format(), colour: { ...opened.colour, icc: [...(opened.colour.icc ?? [])] } }).toEqual(
      {
        ...made.format(),
        colour: { ...colour, icc: [1, 2, 250] },
      },
    );
    const handle = made.handle();
    made.release();
    expect(made.memory).toBeUndefined();
    expect(() => Frame.open(handle)).toThrow(/could not open shared memory/);
  });

  it('crops without copying and keeps its place in the document', () => {
    const frame = Frame.allocate({
      width: 10,
      height: 8,
      channels: 3,
      dtype: 'f32',
      origin: { x: 100, y: 50 },
    });
    const inner = frame.crop({ x: 2, y: 3, width: 4, height: 5 }).crop({ x: 1, y: 1, width: 2, height: 2 });
    expect(inner.bounds).toEqual({ x: 103, y: 54, width: 2, height: 2 });
    inner.row(1)[0] = 77;
    expect(frame.row(5)[3 * 12]).toBe(77);
    expect(() => frame.crop({ x: 9, y: 0, width: 2, height: 1 })).toThrow(/Expected a rectangle inside 10x8/);
  });

  it('reads bottom-up memory from its top row', () => {
    const bytes = Uint8Array.from([3, 2, 1]);
    const frame = Frame.over(
      bytes,
      { width: 1, height: 3, channels: 1, dtype: 'u8' },
      { byteOffset: 2, rowStride: -1 },
    );
    expect([...frame.packed()]).toEqual([1, 2, 3]);
  });

  it('never reaches outside its memory: any layout is either within bounds or refused', () => {
    fc.assert(
      fc.property(
        fc.record({
          length: fc.integer({ min: 0, max: 500 }),
          width: fc.integer({ min: 1, max: 20 }),
          height: fc.integer({ min: 1, max: 20 }),
          byteOffset: fc.integer({ min: -10, max: 500 }),
          rowStride: fc.integer({ min: -60, max: 60 }),
        }),
        ({ length, width, height, byteOffset, rowStride }) => {
          const bytes = new Uint8Array(length);
          let frame: Frame;
          try {
            frame = Frame.over(bytes, { width, height, channels: 1, dtype: 'u8' }, { byteOffset, rowStride });
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            return;
          }
          for (let y = 0; y < height; y++) expect(frame.row(y).length).toBe(width);
        },
      ),
    );
  });

  it('refuses formats that contradict themselves', () => {
    const base = { width: 1, height: 1 } as const;
    expect(() => Frame.allocate({ ...base, channels: 3, dtype: 'f32', range: 'full' })).toThrow(
      /a range that fits f32/,
    );
    expect(() => Frame.allocate({ ...base, channels: 3, dtype: 'u8', range: 'photoshop' })).toThrow(
      /u16 for range photoshop/,
    );
    expect(() => Frame.allocate({ ...base, channels: 3, dtype: 'u8', alpha: 'straight' })).toThrow(
      /an alpha that fits/,
    );
    expect(() => Frame.allocate({ width: 0, height: 1, channels: 1, dtype: 'u8' })).toThrow(/a width from 1/);
  });
});
