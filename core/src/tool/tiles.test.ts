// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frame, type FrameFormat } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import { runTiled, type TileModel, type TileOptions, tileAxis } from './tiles.js';

const identity: TileModel = async (tile) => tile;
const options: TileOptions = {
  signal: new AbortController().signal,
  memoryBudget: 1e9,
  bytesPerPixel: 16,
  halo: 3,
  overlap: 5,
  maxSide: 24,
};

/** Bytes that use every bit pattern; floats among them that are no numbers come out as they please. */
function noise(format: FrameFormat, seed: number): Frame {
  const frame = Frame.allocate(format);
  let state = seed + 1;
  for (let y = 0; y < frame.height; y++) {
    const row = frame.row(y);
    for (let i = 0; i < row.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      row[i] = state >>> 24;
    }
    // No NaN and no infinity: exponents below 0xff.
    if (frame.dtype === 'f32') for (let i = 3; i < row.length; i += 4) row[i] = (row[i] ?? 0) & 0xbf;
    if (frame.dtype === 'f16') for (let i = 1; i < row.length; i += 2) row[i] = (row[i] ?? 0) & 0xbf;
  }
  return frame;
}

const formats = fc.record({
  width: fc.integer({ min: 1, max: 90 }),
  height: fc.integer({ min: 1, max: 90 }),
  channels: fc.constantFrom(1, 3, 4),
  dtype: fc.constantFrom('u8', 'u16', 'f16', 'f32'),
} as const);

describe('tileAxis', () => {
  it('covers every pixel with equal tiles at aligned places that share the overlap, and no sliver', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 1, max: 1024 }),
        fc.integer({ min: 0, max: 64 }),
        fc.integer({ min: 0, max: 64 }),
        fc.constantFrom(1, 8, 16, 32, 64),
        fc.boolean(),
        (length, maxSide, halo, overlap, align, whole) => {
          const axis = tileAxis(length, { maxSide, halo, overlap, align }, whole);
          const up = (n: number) => Math.ceil(n / align) * align;
          if (!axis) {
            expect(Math.floor(maxSide / align) * align).toBeLessThanOrEqual(2 * up(halo) + up(overlap));
            return;
          }
          expect(axis.side % align).toBe(0);
          expect(axis.halo % align).toBe(0);
          expect(axis.side).toBeLessThanOrEqual(maxSide);
          expect(axis.spans[0]?.start).toBe(0);
          const last = axis.spans.at(-1);
          expect((last?.start ?? 0) + (last?.length ?? 0)).toBe(length);
          for (const [i, { start, length: kept }] of axis.spans.entries()) {
            expect(start % align).toBe(0);
            expect(kept).toBeGreaterThan(0);
            expect(kept + 2 * axis.halo).toBeLessThanOrEqual(axis.side);
            const before = axis.spans[i - 1];
            if (!before) continue;
            expect(start).toBeGreaterThan(before.start);
            expect(before.start + before.length - start).toBeGreaterThanOrEqual(overlap);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('runTiled', () => {
  it('gives every bit back through an identity model, whatever the size, type and tiles', async () => {
    await fc.assert(
      fc.asyncProperty(
        formats,
        fc.integer({ min: 14, max: 60 }),
        fc.integer({ min: 0, max: 4 }),
        fc.nat(),
        async (format, maxSide, halo, seed) => {
          const source = noise(format, seed);
          const into = Frame.allocate(format);
          await runTiled(source, into, identity, { ...options, maxSide, halo });
          expect(Buffer.compare(into.packed(), source.packed())).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives a model enough context: a blur by tiles equals the blur of the whole', async () => {
    const format = { width: 67, height: 45, channels: 1, dtype: 'f32' } as const;
    const source = Frame.allocate(format);
    for (let y = 0; y < 45; y++) {
      const row = source.row(y);
      const values = new Float32Array(row.buffer, row.byteOffset, 67);
      for (let x = 0; x < 67; x++) values[x] = Math.sin(x * y) * 3;
    }
    const blur: TileModel = async (tile) => {
      const out = Frame.allocate(tile.format());
      const at = (f: Frame, y: number) => new Float32Array(f.bytes.buffer, f.row(y).byteOffset, f.width);
      for (let y = 0; y < tile.height; y++) {
        for (let x = 0; x < tile.width; x++) {
          let sum = 0;
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
              const v = Math.abs(y + dy) < tile.height ? Math.abs(y + dy) : tile.height - 2;
              const u = Math.abs(x + dx) < tile.width ? Math.abs(x + dx) : tile.width - 2;
              sum += at(tile, v)[u] ?? 0;
            }
          }
          at(out, y)[x] = sum / 9;
        }
      }
      return out;
    };
    const whole = Frame.allocate(format);
    const tiled = Frame.allocate(format);
    const { tiles } = await runTiled(source, whole, blur, { ...options, maxSide: 1000 });
    const report = await runTiled(source, tiled, blur, { ...options, halo: 1 });
    expect(tiles).toBe(1);
    expect(report.tiles).toBeGreaterThan(6);
    const a = new Float32Array(whole.packed().buffer);
    const b = new Float32Array(tiled.packed().buffer);
    for (let i = 0; i < a.length; i++) expect(Math.abs((a[i] ?? 0) - (b[i] ?? 9))).toBeLessThan(1e-6);
  });

  it('halves the tile when memory is short and keeps the rows that are done', async () => {
    await fc.assert(
      fc.asyncProperty(formats, fc.integer({ min: 1, max: 12 }), fc.nat(), async (format, call, seed) => {
        const source = noise(format, seed);
        const into = Frame.allocate(format);
        const sides: number[] = [];
        const model: TileModel = async (tile) => {
          sides.push(Math.max(tile.width, tile.height));
          if (sides.length >= call && tile.width * tile.height > 24 * 24) {
            throw new SfumatoError('MEMORY_SHORT', 'The device is full.');
          }
          return tile;
        };
        const report = await runTiled(source, into, model, { ...options, maxSide: 44 });
        expect(Buffer.compare(into.packed(), source.packed())).toBe(0);
        expect(report.halvings).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it('passes the shortage on when tiles cannot shrink, other errors at once, and stops when told', async () => {
    const source = noise({ width: 80, height: 80, channels: 3, dtype: 'u8' }, 1);
    const into = Frame.allocate(source.format());
    const short = new SfumatoError('MEMORY_SHORT', 'The device is full.');
    const full: TileModel = () => Promise.reject(short);
    await expect(runTiled(source, into, full, options)).rejects.toBe(short);
    const broken: TileModel = () => Promise.reject(new Error('broken'));
    await expect(runTiled(source, into, broken, options)).rejects.toThrow('broken');
    const small = { ...options, memoryBudget: 1000 };
    await expect(runTiled(source, into, identity, small)).rejects.toThrow(/the memory budget of 1 MB allows/);
    const wrong: TileModel = async () => source;
    await expect(runTiled(source, into, wrong, options)).rejects.toThrow(/Expected 24x24 pixels/);
    const controller = new AbortController();
    const stopping: TileModel = async (tile) => {
      controller.abort();
      return tile;
    };
    const { signal } = controller;
    await expect(runTiled(source, into, stopping, { ...options, signal })).rejects.toThrow(/abort/);
  });

  it('reports rising progress that ends at 1, and keeps tiles within the budget', async () => {
    const source = noise({ width: 400, height: 300, channels: 3, dtype: 'u8' }, 1);
    const into = Frame.allocate(source.format());
    const seen: number[] = [];
    const budget = { memoryBudget: 400_000, bytesPerPixel: 64, maxSide: 4096 };
    const report = await runTiled(source, into, identity, {
      ...options,
      ...budget,
      progress: (fraction) => seen.push(fraction),
    });
    expect(report.side.width * report.side.height * 64).toBeLessThanOrEqual(400_000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(seen.length).toBe(report.tiles);
  });
});
