// SPDX-License-Identifier: Apache-2.0
import type { ViewerContent } from '@sfumato/panels';
import { describe, expect, it } from 'vitest';
import type { DocumentSnapshot } from '../document/document-store.js';
import type { Content, Layer } from '../document/layer.js';
import { frameInfo } from '../testing/fake-engine.js';
import { canvasOf, documentScene, landedWipe, panelScene } from './scene-of.js';

const look = { matteLook: 'overlay', backdrop: 'black', wipe: null } as const;
const canvas = { x: 0, y: 0, width: 600, height: 400 };

function snapshotOf(layers: readonly Partial<Layer>[], lost: readonly string[] = []): DocumentSnapshot {
  const full = layers.map(
    (layer, i): Layer => ({
      id: `l${i}`,
      content: `c${i}`,
      name: '',
      kind: 'image',
      visible: true,
      opacity: 1,
      blend: 'normal',
      ...layer,
    }),
  );
  const contents = full.map(({ content: id }, i): [string, Content] => {
    const frame = frameInfo(`f${i}`);
    return [id, { id, origin: { from: 'file' }, frame, state: lost.includes(id) ? 'lost' : 'ready' }];
  });
  return {
    arrangement: { layers: full, active: null, selection: null },
    contents: new Map(contents),
    runs: new Map(),
    undo: null,
    redo: null,
    unsaved: false,
  };
}

const frames = (entries: readonly { source: { frame: { frame: string } } }[]) =>
  entries.map(({ source }) => source.frame.frame);

describe('the scene of a document', () => {
  it('has its visible layers from the bottom up, and its matte on top', () => {
    const snapshot = snapshotOf([
      { kind: 'matte' },
      { opacity: 0.5 },
      { visible: false },
      { kind: 'layer', blend: 'add' },
      { kind: 'original' },
    ]);
    const { stack } = documentScene(snapshot, canvas, look);
    expect(frames(stack.entries)).toEqual(['f4', 'f3', 'f1']);
    expect(stack.entries.map(({ opacity, blend }) => [opacity, blend])).toEqual([
      [1, 'normal'],
      [1, 'add'],
      [0.5, 'normal'],
    ]);
    expect(stack.matte).toMatchObject({ look: 'overlay', source: { look: 'alpha' } });
    expect(canvasOf(snapshot)).toEqual(canvas);
  });

  it('leaves out what was lost, and compares with the original', () => {
    const snapshot = snapshotOf([{}, { kind: 'original' }], ['c0']);
    const { stack, before } = documentScene(snapshot, canvas, { ...look, wipe: 0.3 });
    expect(frames(stack.entries)).toEqual(['f1']);
    expect(before?.wipe).toBe(0.3);
    expect(frames(before?.stack.entries ?? [])).toEqual(['f1']);
  });
});

describe('the scene of a panel', () => {
  const bounds = (x: number, y: number, width: number, height: number) => ({
    width,
    height,
    bounds: { x, y, width, height },
  });
  const known = new Map([
    ['f1', { info: frameInfo('f1'), scale: 1 }],
    // What a tool makes smaller by itself, and what the engine was asked to make smaller.
    ['f2', { info: frameInfo('f2', bounds(0, 0, 300, 200)), scale: 1 }],
    ['f3', { info: frameInfo('f3', bounds(-50, 0, 350, 200)), scale: 0.5 }],
    ['f4', { info: frameInfo('f4', bounds(-100, 0, 700, 400)), scale: 1 }],
  ]);
  const content = (change: Partial<ViewerContent>): ViewerContent => ({
    mode: 'result',
    picture: frameInfo('f1'),
    wipe: 0.5,
    draft: true,
    ...change,
  });
  const scene = (change: Partial<ViewerContent>) =>
    panelScene(content(change), canvas, (frame) => known.get(frame), look);

  it('stretches drafts over what they stand for', () => {
    const small = scene({ image: frameInfo('f2') });
    expect(small?.stack.entries[1]?.source.place).toEqual(canvas);
    const wide = { x: -100, y: 0, width: 700, height: 400 };
    for (const id of ['f3', 'f4']) {
      const larger = scene({ image: frameInfo(id) });
      expect(larger?.stack.entries[1]?.source.place).toEqual(wide);
      expect(larger?.canvas).toEqual(wide);
    }
  });

  it('shows what is asked for', () => {
    const image = frameInfo('f2');
    expect(frames(scene({ mode: 'original', image })?.stack.entries ?? [])).toEqual(['f1']);
    expect(scene({ mode: 'matte', matte: image })?.stack.matte?.look).toBe('grey');
    expect(scene({ mode: 'cutout', matte: image })?.stack).toMatchObject({
      backdrop: 'black',
      matte: { look: 'cutout' },
    });
    expect(scene({ mode: 'cutout', image })?.stack).toMatchObject({ backdrop: 'black' });
    expect(scene({ mode: 'depth', depth: image })?.stack.entries[0]?.source.look).toBe('numbers');
    expect(frames(scene({ mode: 'split', image })?.before?.stack.entries ?? [])).toEqual(['f1']);
  });

  it('compares a result that is the document’s picture already with the original', () => {
    const snapshot = snapshotOf([{}, { kind: 'original' }]);
    const landed = (mode: ViewerContent['mode'], id: string) =>
      landedWipe(content({ mode, image: frameInfo(id), wipe: 0.2 }), snapshot, 0.7);
    expect(landed('result', 'f0')).toEqual({ wipe: 0.7 });
    expect(landed('split', 'f0')).toEqual({ wipe: 0.2 });
    expect(landed('original', 'f0')).toEqual({ wipe: 1 });
    expect(landed('split', 'f1')).toBeNull();
  });

  it('is none when its frames are gone', () => {
    expect(scene({ picture: frameInfo('f99') })).toBeNull();
  });
});
