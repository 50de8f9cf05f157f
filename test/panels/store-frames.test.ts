// SPDX-License-Identifier: Apache-2.0
// What panels have the engine hold for them goes back to it, so that nothing grows.
import { describe, expect, it } from 'vitest';
import { frameOf } from './fixture/fake-engine.js';
import { matte, panel, settled } from './trial-panel.js';

describe('frames go back to the engine', () => {
  it('the selection of a run, a draft and a variation when that has ended, however', async () => {
    const { engine, bridge, store } = await panel({ tool: 'fill' });
    bridge.selected = matte('s1');
    store.edits.set('grain', 20);
    await settled();
    engine.jobs[0]?.resolve({ image: frameOf('f1', 600, 400), layer: frameOf('f2', 60, 40) });
    await settled();
    expect(engine.dropped).toEqual(['s1']);
    bridge.selected = matte('s2');
    const done = store.apply.run();
    await settled();
    store.apply.cancel();
    await done;
    expect(engine.dropped).toEqual(['s1', 's2']);
  });

  it('the picture of a revision that is past, once another one is read', async () => {
    const { engine, bridge, store } = await panel({ tool: 'denoise' });
    store.edits.set('luma', 30);
    await settled();
    const picture = engine.jobs[0]?.request.inputs.image;
    engine.jobs[0]?.resolve({ image: frameOf('f8', 600, 400) });
    await settled();
    expect(engine.dropped).not.toContain(picture);
    const document = bridge.document.get();
    if (document) bridge.document.set({ ...document, revision: document.revision + 1 });
    store.edits.set('luma', 40);
    await settled();
    expect(engine.dropped).toContain(picture);
  });

  it('all of them when the panel closes', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    const done = store.apply.run();
    await settled();
    const picture = engine.jobs[0]?.request.inputs.image;
    engine.jobs[0]?.resolve({ image: frameOf('f8', 600, 400) });
    await done;
    store.close();
    await settled();
    expect(engine.dropped).toEqual(expect.arrayContaining(['f8', picture]));
  });
});
