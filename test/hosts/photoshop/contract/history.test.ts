// SPDX-License-Identifier: Apache-2.0
// Behaviours of history and of batchPlay, numbered as the list that the emulator was made from.
import { describe, expect, it } from 'vitest';
import { suspendedByAction } from '../document.js';
import { host } from './opened.js';

/** Runs `work` with the history suspended as A. */
function suspended(opened: ReturnType<typeof host>, work: () => Promise<unknown>, finalName?: string) {
  return opened.core.executeAsModal(
    async ({ hostControl }) => {
      const suspension = await hostControl.suspendHistory({ documentID: opened.document.id, name: 'A' });
      await work();
      if (finalName === undefined || typeof suspension === 'number') return;
      suspension.finalName = finalName;
      await hostControl.resumeHistory(suspension);
    },
    { commandName: 'test' },
  );
}

const names = ({ document }: ReturnType<typeof host>) => document.history.map(({ name }) => name);

describe('history', () => {
  it('21: a suspension makes one state, and none when nothing was changed', async () => {
    const opened = host();
    const create = () => opened.app.activeDocument?.createPixelLayer();
    await suspended(opened, async () => {});
    expect(names(opened)).toEqual(['New', 'Paint']);
    await suspended(opened, async () => {
      await create();
      await create();
    });
    expect(names(opened)).toEqual(['New', 'Paint', 'A']);
  });

  it('22: what is still suspended when a scope ends is kept on a return and undone on a throw', async () => {
    const opened = host();
    const { document, app } = opened;
    const before = document.state;
    const broken = suspended(opened, async () => {
      await app.activeDocument?.createPixelLayer();
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(document.state).toBe(before);
    expect(names(opened)).toEqual(['New', 'Paint']);
    await suspended(opened, async () => app.activeDocument?.createPixelLayer());
    expect(names(opened)).toEqual(['New', 'Paint', 'A']);
  });

  it('23: finalName names the state in the end', async () => {
    const opened = host();
    await suspended(opened, async () => opened.app.activeDocument?.createPixelLayer(), 'B');
    expect(names(opened)).toEqual(['New', 'Paint', 'B']);
  });

  it('24: while an Action holds the history, suspending it does nothing and cannot be resumed', async () => {
    const opened = host();
    opened.document.inAction = true;
    await opened.core.executeAsModal(
      async ({ hostControl }) => {
        const id = await hostControl.suspendHistory({ documentID: opened.document.id, name: 'A' });
        expect(id).toBe(suspendedByAction);
        await expect(hostControl.resumeHistory(id)).rejects.toThrow(/Action/);
      },
      { commandName: 'test' },
    );
  });
});

describe('batchPlay', () => {
  it('25: a command that fails resolves with an error descriptor', async () => {
    const { action, modal, emulated } = host();
    const hide = { _obj: 'hide', _target: [{ _ref: 'layer', _id: 1 }] };
    const [answer] = await modal(() => action.batchPlay([hide]));
    const message = 'The object “layer” is not currently available.';
    expect(answer).toEqual({ _obj: 'error', message, result: -25922 });
    emulated.activate(null);
    const [closed] = await modal(() => action.batchPlay([hide]));
    expect(closed?.message).toBe('The object “current document” is not currently available.');
  });

  it('25: the first failure ends the list, unless it is to go on', async () => {
    const { action, modal } = host();
    const list = [{ _obj: 'nonsense' }, { _obj: 'hide' }];
    expect(await modal(() => action.batchPlay(list))).toHaveLength(1);
    expect(await modal(() => action.batchPlay(list, { continueOnError: true }))).toHaveLength(2);
  });

  it('26: what is no list of descriptors rejects', async () => {
    const { action, modal } = host();
    const play: (list: unknown) => Promise<unknown> = (list) =>
      modal(() => action.batchPlay(list as Parameters<typeof action.batchPlay>[0]));
    await expect(play(true)).rejects.toThrow(/Expected type: array actual type: boolean/);
    await expect(play([{}])).rejects.toThrow(/invalid type/);
  });

  it('only the plug-in’s own global functions are recorded as steps of an Action, with their data', async () => {
    const { action } = host();
    const step = { name: 'Denoise', methodName: 'runStep' };
    await expect(action.recordAction(step)).rejects.toThrow('Argument 2 is missing');
    await action.recordAction(step, { tool: 'denoise' });
    expect(action.recorded).toEqual([{ ...step, info: { tool: 'denoise' } }]);
  });
});
