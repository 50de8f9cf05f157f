// SPDX-License-Identifier: Apache-2.0
// The packaged plug-in with a tool that changes nothing: from a PSD file through the engine and back into one, to the bit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentState, newState } from './document.js';
import { pattern } from './pictures.js';
import type { Depth } from './plane.js';
import { PluginSession } from './realm/session.js';

const size = { width: 150, height: 110 };

function painted(mode: 'RGB' | 'Grayscale' | 'Lab', depth: Depth, alpha: boolean): DocumentState {
  const state = newState({ ...size, mode, depth });
  const layers = state.layers.map((layer) => ({
    ...layer,
    name: alpha ? 'Painting' : 'Background',
    background: !alpha,
    pixels: layer.pixels && pattern(layer.pixels.bounds, layer.pixels.components, depth, alpha),
  }));
  return { ...state, layers };
}

describe('a tool that changes nothing', () => {
  let session: PluginSession;
  beforeAll(async () => {
    session = await PluginSession.start();
    await session.pair();
    await session.remember('denoise', { luma: 0, colour: 0, grain: 0, detail: 0 }, 'layer');
  });
  afterAll(() => session?.close());

  it.each([
    ['RGB', 8, false],
    ['RGB', 8, true],
    ['RGB', 16, false],
    ['RGB', 16, true],
    ['RGB', 32, false],
    ['RGB', 32, true],
    ['Grayscale', 8, false],
    ['Grayscale', 16, false],
    ['Grayscale', 32, false],
    ['Lab', 8, false],
    ['Lab', 16, false],
  ] as const)('gives back %s of %i bits (transparency: %s) to the bit', async (mode, depth, alpha) => {
    await session.open(painted(mode, depth, alpha));
    const { states, alerts } = await session.again('denoise');
    expect({ states: states.length, alerts }).toEqual({ states: 1, alerts: [] });
    const { state } = await session.saved();
    const [made, original] = state.layers;
    expect(made?.name).toMatch(/^Denoise \d+$/);
    expect(made?.pixels?.bounds).toEqual(original?.pixels?.bounds);
    const [a, b] = [made?.pixels?.data ?? [], original?.pixels?.data ?? []];
    const differing = a.findIndex((v, i) => v !== b[i]);
    expect([a.length, differing, a[differing], b[differing]]).toEqual([b.length, -1, undefined, undefined]);
    expect(session.plugin.errors).toEqual([]);
  });
});
