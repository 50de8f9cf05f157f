// SPDX-License-Identifier: Apache-2.0
// Behaviours of modal scopes, numbered as the list that the emulator was made from.
import { describe, expect, it } from 'vitest';
import { host, size, TestClock } from './opened.js';

describe('modal scopes', () => {
  it('13: what changes a document outside of a scope is refused in the host’s words', async () => {
    const { app, action } = host();
    const words = /^Event: \w+ may modify the state of Photoshop. Such events are only allowed from inside/;
    const layer = app.activeDocument?.activeLayers[0];
    const rename = () => {
      if (layer) layer.name = 'x';
    };
    expect(rename).toThrow(words);
    await expect(action.batchPlay([{ _obj: 'hide' }])).rejects.toThrow(words);
  });

  it('13: so is what reads pixels (reports differ, unverified: the stricter one)', async () => {
    const { imaging } = host();
    await expect(imaging.getPixels({})).rejects.toThrow(/only allowed from inside a modal scope/);
    await expect(imaging.getSelection({})).rejects.toThrow(/only allowed from inside a modal scope/);
  });

  it('14: a scope needs a name for its command', async () => {
    const { core } = host();
    await expect(core.executeAsModal(async () => 1)).rejects.toThrow(/commandName/);
  });

  it('15: a host that stays busy rejects with number 9, and names who keeps it', async () => {
    const { emulated, modal } = host();
    emulated.modal.meter.busy = 1;
    const refused = { number: 9, message: expect.stringMatching(/^Plugin: .* is running a modal command$/) };
    await expect(modal(async () => 1)).rejects.toMatchObject(refused);
    await expect(modal(async () => 1)).resolves.toBe(1);
  });

  it('15: the host waits a second for its turn (the unit of `timeOut` is unverified and not offered)', async () => {
    const clock = new TestClock();
    const { emulated, modal } = host(size, false, clock);
    emulated.modal.meter.busyUntil = 900;
    await expect(modal(async () => clock.now())).resolves.toBe(900);
    emulated.modal.meter.busyUntil = 2000;
    await expect(modal(async () => 1)).rejects.toMatchObject({ number: 9 });
    expect(clock.now()).toBe(1900);
  });

  it('16: after a cancel the next call throws, and onCancel was called', async () => {
    const { emulated, core, imaging, action } = host();
    const seen: unknown[] = [];
    emulated.modal.meter.cancelAfter = 1;
    const work = core.executeAsModal(
      async (context) => {
        context.onCancel = () => seen.push('told');
        await imaging.getPixels({});
        await imaging.getPixels({}).catch(() => seen.push('refused', context.isCancelled));
        // Questions too, from then on.
        await action.batchPlay([{ _obj: 'get', _target: [{ _property: 'hostName' }] }]);
      },
      { commandName: 'test' },
    );
    await expect(work).rejects.toThrow(/cancel/);
    expect(seen).toEqual(['told', 'refused', true]);
  });

  it('17: nested scopes share one, and so a suspension', async () => {
    const { core, emulated, document, app } = host();
    const execute = core.executeAsModal;
    const same = await execute(
      async (outer) => {
        const suspension = await outer.hostControl.suspendHistory({ documentID: document.id, name: 'A' });
        await app.activeDocument?.createPixelLayer();
        return execute(
          async (inner) => {
            await inner.hostControl.resumeHistory(suspension);
            return inner === outer;
          },
          { commandName: 'inner' },
        );
      },
      { commandName: 'outer' },
    );
    expect(same).toBe(true);
    expect(document.activeHistory.name).toBe('A');
    expect(emulated.modal.meter.scopes).toBe(1);
  });

  it('18: a scope silences notifications unless it is interactive, but tells that it begins and ends', async () => {
    const { core, action, app } = host();
    const heard: string[] = [];
    const events = ['historyStateChanged', 'modalJavaScriptScopeEnter', 'modalJavaScriptScopeExit'];
    await action.addNotificationListener(events, (event) => heard.push(event));
    const change = async () => {
      await app.activeDocument?.createPixelLayer();
    };
    await core.executeAsModal(change, { commandName: 'silent' });
    const around = ['modalJavaScriptScopeEnter', 'modalJavaScriptScopeExit'];
    expect(heard).toEqual(around);
    heard.length = 0;
    await core.executeAsModal(change, { commandName: 'interactive', interactive: true });
    expect(heard).toEqual(['modalJavaScriptScopeEnter', 'historyStateChanged', 'modalJavaScriptScopeExit']);
  });

  it('19: progress shows after two seconds, or at once when it has a value', async () => {
    const clock = new TestClock();
    const { emulated, core } = host(size, false, clock);
    await core.executeAsModal(
      async ({ reportProgress }) => {
        reportProgress({ commandName: 'too early' });
        await clock.wait(2500);
        reportProgress({ commandName: 'late' });
        reportProgress({ value: 0.5 });
      },
      { commandName: 'test' },
    );
    expect(emulated.modal.meter.progress).toEqual([{ commandName: 'late' }, { value: 0.5 }]);
  });

  it('20: documents registered for it close when the scope ends, whatever ends it', async () => {
    const { emulated, core, app } = host();
    const run = (keep: boolean, fail: boolean) =>
      core.executeAsModal(
        async ({ hostControl }) => {
          const id = (await app.activeDocument?.duplicate('copy'))?.id ?? 0;
          await hostControl.registerAutoCloseDocument(id);
          if (keep) await hostControl.unregisterAutoCloseDocument(id);
          if (fail) throw new Error('broken');
        },
        { commandName: 'test' },
      );
    await run(false, false);
    await expect(run(false, true)).rejects.toThrow('broken');
    expect(emulated.desk.documents).toHaveLength(1);
    await run(true, false);
    expect(emulated.desk.documents.map(({ title }) => title)).toEqual(['Untitled-1', 'copy']);
  });
});
