// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameInfo } from '../testing/fake-engine.js';
import { coverOf } from './cover.js';
import { centred, clamped, fitScale, fitted, onStage, stepped, type View, zoomedAt } from './geometry.js';
import { blendLinear } from './linear-blend.js';
import { meaningOf } from './pointer.js';
import { coarsestLevel, levelFor, parentOf, tileSide, tilesIn, within } from './pyramid.js';
import { TileStore, type WantedTile } from './tile-store.js';
import { ViewerStore } from './viewer-store.js';

const side = fc.integer({ min: 1, max: 12_000 });
const size = fc.record({ width: side, height: side });
const under = ({ scale, x, y }: View, at: { x: number; y: number }) => ({
  x: (at.x - x) / scale,
  y: (at.y - y) / scale,
});
const whole = (s: { width: number; height: number }) => ({ x: 0, y: 0, ...s });

describe('zoom', () => {
  it('keeps what is under the pointer there', () => {
    const scale = fc.double({ min: 1 / 64, max: 16, noNaN: true });
    const place = fc.record({ x: fc.integer({ min: 0, max: 3000 }), y: fc.integer({ min: 0, max: 2000 }) });
    fc.assert(
      fc.property(scale, scale, place, (from, to, at) => {
        const view = { scale: from, x: 100, y: -50 };
        const next = zoomedAt(view, at, to, 1 / 64);
        const before = under(view, at);
        const after = under(next, at);
        // Places are whole device pixels: half of one is what may be missed.
        expect(Math.abs(after.x - before.x) * next.scale).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(Math.abs(after.y - before.y) * next.scale).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });

  it('fits the whole picture, in the middle, and enlarges it to 200 % at most', () => {
    fc.assert(
      fc.property(size, size, (picture, stage) => {
        const scale = fitScale(picture, stage);
        expect(scale).toBeLessThanOrEqual(2);
        const { x, y, width, height } = onStage(fitted(whole(picture), stage), whole(picture));
        expect(width).toBeLessThanOrEqual(stage.width + 1e-6);
        expect(height).toBeLessThanOrEqual(stage.height + 1e-6);
        expect(Math.abs(2 * x + width - stage.width)).toBeLessThanOrEqual(1);
        expect(Math.abs(2 * y + height - stage.height)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('shows a canvas that begins left of the original in the middle too', () => {
    const canvas = { x: -200, y: -100, width: 1000, height: 600 };
    const view = centred(canvas, { width: 1200, height: 800 }, 0.5);
    expect(onStage(view, canvas)).toEqual({ x: 350, y: 250, width: 500, height: 300 });
  });

  it('steps through round scales and ends at 1600 %', () => {
    let scale = 0.4;
    const seen: number[] = [];
    for (let i = 0; i < 12; i++) {
      scale = stepped(scale, 1);
      seen.push(scale);
    }
    expect(seen).toEqual([0.5, 2 / 3, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 16]);
    expect(stepped(1, -1)).toBeCloseTo(2 / 3);
  });

  it('never loses the picture', () => {
    const far = fc.integer({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(far, far, (x, y) => {
        const stage = { width: 1000, height: 800 };
        const picture = whole({ width: 600, height: 400 });
        const at = onStage(clamped({ scale: 0.7, x, y }, picture, stage), picture);
        expect(at.x + at.width).toBeGreaterThanOrEqual(63);
        expect(at.x).toBeLessThanOrEqual(stage.width - 63);
        expect(at.y + at.height).toBeGreaterThanOrEqual(63);
        expect(at.y).toBeLessThanOrEqual(stage.height - 63);
      }),
    );
  });

  it('remembers the place in each picture, and follows the stage while it fits', () => {
    const viewer = new ViewerStore();
    viewer.resize({ width: 1000, height: 800 }, 2);
    viewer.open('a', whole({ width: 4000, height: 2000 }));
    expect(viewer.get().view.scale).toBeCloseTo((1000 - 96) / 4000);
    viewer.resize({ width: 500, height: 800 }, 1);
    expect(viewer.get().view.scale).toBeCloseTo((500 - 48) / 4000);
    viewer.actual();
    const inA = viewer.get().view;
    viewer.open('b', whole({ width: 100, height: 100 }));
    expect(viewer.get()).toMatchObject({ fitting: true, view: { scale: 2 } });
    viewer.open('a', whole({ width: 4000, height: 2000 }));
    expect(viewer.get()).toMatchObject({ fitting: false, view: inA });
  });
});

describe('tiles', () => {
  it('cover every pixel of what is seen exactly once', () => {
    fc.assert(
      fc.property(size, fc.nat({ max: 5 }), (frame, level) => {
        const used = Math.min(level, coarsestLevel(frame));
        const tiles = tilesIn(frame, used, whole(frame), { x: 0, y: 0 });
        const area = tiles.reduce((sum, { rect }) => sum + rect.width * rect.height, 0);
        expect(area).toBe(frame.width * frame.height);
        for (const { size: s } of tiles) expect(Math.max(s.width, s.height)).toBeLessThanOrEqual(tileSide);
      }),
    );
  });

  it('have at least the pixels that the screen shows, and not four times as many', () => {
    const frame = { width: 8000, height: 6000 };
    for (const scale of [1, 0.9, 0.5, 0.49, 0.25, 0.1]) {
      const shown = 2 ** -levelFor(scale, frame);
      expect(shown).toBeGreaterThanOrEqual(scale - 1e-9);
      expect(shown).toBeLessThan(2 * scale + 1e-9);
    }
  });

  it('find what stands in for them in a coarser tile', () => {
    const frame = { width: 2000, height: 1500 };
    const [tile] = tilesIn(frame, 0, { x: 1100, y: 600, width: 1, height: 1 }, { x: 1100, y: 600 });
    if (!tile) throw new Error('Expected a tile');
    const parent = parentOf(frame, tile, 2);
    expect(parent.rect).toMatchObject({ x: 0, y: 0, width: 2000 });
    expect(within(tile, parent)).toEqual({ x: 256, y: 128, width: 128, height: 128 });
  });
});

/** A store whose fetches end when the test says. */
function manualStore(budget = 1e9) {
  const asked: { wanted: WantedTile; resolve: (bitmap: string) => void; reject: (e: Error) => void }[] = [];
  const closed: string[] = [];
  const store = new TileStore<string>({
    fetch: (wanted) => new Promise((resolve, reject) => asked.push({ wanted, resolve, reject })),
    close: (bitmap) => closed.push(bitmap),
    onLoad: () => {},
    budget,
    parallel: 2,
  });
  return { store, asked, closed };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const view = { scale: 1, x: 0, y: 0 };

describe('the tile store', () => {
  const frame = frameInfo('f1', {
    width: 2048,
    height: 1024,
    bounds: { x: 0, y: 0, width: 2048, height: 1024 },
  });
  const source = { frame, look: 'display', place: frame.bounds } as const;
  const stage = { width: 2048, height: 1024 };

  it('asks for the whole picture first, then for what is seen, few at once', async () => {
    const { store, asked } = manualStore();
    const cover = coverOf(source, view, stage, store);
    expect(cover).toMatchObject({ pieces: [], complete: false });
    expect(cover.missing.map(({ tile }) => tile.level)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0]);
    store.want(cover.missing);
    expect(asked).toHaveLength(2);
    asked[0]?.resolve('whole');
    await settled();
    expect(asked).toHaveLength(3);
    const next = coverOf(source, view, stage, store);
    expect(next.pieces.map(({ bitmap }) => bitmap)).toEqual(Array(8).fill('whole'));
    expect(next.missing).toHaveLength(8);
  });

  it('drops wishes that are no wishes any more', async () => {
    const { store, asked } = manualStore();
    store.want(coverOf(source, view, stage, store).missing);
    store.want([]);
    for (const { resolve } of asked) resolve('late');
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('does not ask again for what failed', async () => {
    const { store, asked } = manualStore();
    const [wanted] = coverOf(source, view, stage, store).missing;
    if (!wanted) throw new Error('Expected a tile');
    store.want([wanted]);
    asked[0]?.reject(new Error('gone'));
    await settled();
    expect(store.failed(wanted)).toBe(true);
    store.want([wanted]);
    expect(asked).toHaveLength(1);
  });

  it('gives back what was not used for longest', async () => {
    const { store, asked, closed } = manualStore(2.5 * 512 * 512 * 4);
    const tiles = coverOf(source, view, stage, store).missing.slice(1, 5);
    for (const [i, tile] of tiles.entries()) {
      store.want([tile]);
      asked.at(-1)?.resolve(`t${i}`);
      await settled();
      // The first stays in use.
      const [first] = tiles;
      if (first) store.get(first);
    }
    expect(closed).toEqual(['t1', 't2']);
    expect(store.bytes).toBe(2 * 512 * 512 * 4);
  });
});

it('blends light passes in linear light', () => {
  const grey = (value: number, alpha = 255) => new Uint8ClampedArray([value, value, value, alpha]);
  const blended = (
    under: number,
    over: Uint8ClampedArray,
    blend: Parameters<typeof blendLinear>[2],
    opacity = 1,
  ) => {
    const pixels = grey(under);
    blendLinear(pixels, over, blend, opacity);
    return pixels[0];
  };
  for (let v = 0; v < 256; v++) expect(blended(v, grey(0), 'add')).toBe(v);
  for (let v = 0; v < 256; v++) expect(blended(v, grey(255), 'multiply')).toBe(v);
  // 0.5 + 0.25 in linear light.
  expect(blended(188, grey(137), 'add')).toBe(225);
  expect(blended(188, grey(188), 'multiply')).toBe(138);
  expect(blended(188, grey(188), 'screen')).toBe(225);
  expect(blended(0, grey(255), 'normal', 0.5)).toBe(188);
  expect(blended(10, grey(255, 0), 'add')).toBe(10);
});

it('tells wheels from trackpads', () => {
  const wheel = {
    deltaX: 0,
    deltaY: 0,
    deltaMode: 0,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
  };
  expect(meaningOf({ ...wheel, deltaY: -100 })).toEqual({ zoom: 2 ** 0.4 });
  expect(meaningOf({ ...wheel, deltaY: 3, deltaMode: 1 })).toEqual({ zoom: 2 ** (-99 / 250) });
  expect(meaningOf({ ...wheel, deltaX: 4, deltaY: 2.5 })).toEqual({ pan: { x: -4, y: -2.5 } });
  expect(meaningOf({ ...wheel, deltaY: -10, ctrlKey: true })).toMatchObject({
    zoom: expect.closeTo(2 ** 0.15),
  });
  expect(meaningOf({ ...wheel, deltaY: 100, shiftKey: true })).toEqual({ pan: { x: -100, y: 0 } });
});
