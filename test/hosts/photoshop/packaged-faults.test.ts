// SPDX-License-Identifier: Apache-2.0
// Whatever goes wrong while the packaged plug-in works: the document is as it was, nothing is left open, and the person
// reads why and what to do.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DocumentState, newId, newState } from './document.js';
import { pattern } from './pictures.js';
import { type Ended, PluginSession } from './realm/session.js';

const size = { width: 150, height: 110 };

/** A background and a layer over it, which is the active one. */
function layered(): DocumentState {
  const state = newState({ ...size, depth: 16 });
  const [background] = state.layers;
  if (!background) throw new Error('no layer');
  const area = { left: 20, top: 30, right: 90, bottom: 80 };
  const above = {
    ...background,
    id: newId(),
    name: 'Hair',
    background: false,
    pixels: pattern(area, 4, 16, true, 5),
  };
  const below = {
    ...background,
    pixels: pattern({ left: 0, top: 0, right: 150, bottom: 110 }, 4, 16, false),
  };
  return { ...state, layers: [above, below], active: [above.id] };
}

/** Told in one dialog: what it is, why, and what to do. */
const told = (title: string) => [expect.stringMatching(new RegExp(`^${title}\\n.+\\n.+`))];

describe('when something goes wrong', () => {
  let session: PluginSession;
  beforeAll(async () => {
    session = await PluginSession.start();
    await session.pair();
    await session.remember('denoise', { luma: 0, colour: 0, grain: 0, detail: 0 }, 'layer');
  });
  afterAll(() => session?.close());
  beforeEach(() => session.open(layered()));

  /** Runs the command while `upset` has been done in the page; the document must not show it. */
  async function upsetBy(upset: () => void): Promise<Ended> {
    await session.page.evaluate(upset);
    const before = await session.page.evaluate(() => window.realm.fingerprint());
    const ended = await session.again('denoise');
    expect(await session.page.evaluate(() => window.realm.fingerprint())).toBe(before);
    await calm();
    return ended;
  }

  /** The same, where the person does something to the document while the engine works: that stays, and nothing else. */
  async function changedBy(change: () => void): Promise<Ended> {
    await session.page.evaluate(
      `(() => {
        const document = window.realm.front();
        window.realm.between(() => {
          (${change.toString()})(document);
          window.changed = { document, print: window.realm.fingerprint(document) };
        });
      })()`,
    );
    const before = await session.told();
    await session.page.evaluate(() => window.realm.invoke('denoise-again'));
    await session.page.waitForFunction(
      (alerts) => window.realm.emulated.notifications.alerts.length > alerts,
      before.alerts.length,
      { timeout: 20_000 },
    );
    await session.rest();
    const same = await session.page.evaluate(
      () => window.realm.fingerprint(window.changed.document) === window.changed.print,
    );
    expect(same).toBe(true);
    const { alerts } = await session.told();
    return { states: [], alerts: alerts.slice(before.alerts.length) };
  }

  /** All faults off; a plug-in that was upset works again. */
  async function calm(): Promise<void> {
    await session.page.evaluate(() => {
      const { emulated, network } = window.realm;
      Object.assign(emulated.modal.meter, { busy: 0, cancelAfter: null });
      Object.assign(network, { cutAfter: null, down: false });
      emulated.memory.limit = 600e6;
      emulated.faults.depthConversionFails = false;
    });
    const { states, alerts } = await session.again('denoise');
    expect({ states: states.length, alerts }).toEqual({ states: 1, alerts: [] });
    expect(session.plugin.errors).toEqual([]);
  }

  it('a cancel at any call leaves the document as it was, and the person is told nothing they know', async () => {
    let [stopped, left] = [0, false];
    for (let step = 0; !left; step++) {
      await session.open(layered());
      await session.page.evaluate((n) => {
        window.realm.emulated.modal.meter.cancelAfter = n;
      }, step);
      const before = await session.page.evaluate(() => window.realm.fingerprint());
      const idle = await session.told();
      await session.page.evaluate(() => window.realm.invoke('denoise-again'));
      await session.page.waitForFunction((last) => {
        const { meter } = window.realm.emulated.modal;
        return window.realm.front().activeHistory.id !== last || meter.cancelAfter === null;
      }, idle.last);
      await session.rest();
      const { last, states, alerts } = await session.told();
      expect(alerts).toEqual(idle.alerts);
      left = await session.page.evaluate(() => window.realm.emulated.modal.meter.cancelAfter !== null);
      if (last === idle.last) {
        expect(await session.page.evaluate(() => window.realm.fingerprint())).toBe(before);
        stopped++;
        // Looks at the document, which nobody waits for, are not the work.
      } else expect(states).toHaveLength(2);
    }
    // Reading, making the layer, writing it.
    expect(stopped).toBeGreaterThanOrEqual(3);
    await calm();
  });

  it('a host that stays busy is waited for, and then named as the cause', async () => {
    await session.page.evaluate(() => window.realm.hurry(20));
    const { states, alerts } = await upsetBy(() => {
      window.realm.emulated.modal.meter.busy = 1000;
    });
    await session.page.evaluate(() => window.realm.hurry(1));
    expect({ states, alerts }).toEqual({ states: [], alerts: told('The host is busy') });
  });

  it('a host that is busy for a while is waited for', async () => {
    await session.page.evaluate(() => {
      window.realm.emulated.modal.meter.busy = 2;
    });
    const { states, alerts } = await session.again('denoise');
    expect({ states: states.length, alerts }).toEqual({ states: 1, alerts: [] });
  });

  it('a panel shows the cause and what to do, until it works again', async () => {
    const { page } = session;
    await page.evaluate(() => window.realm.show('denoise'));
    const apply = page.getByRole('button', { name: 'Apply Denoise' });
    await apply.waitFor();
    await session.rest();
    await page.evaluate(() => {
      window.realm.emulated.memory.limit = 50_000;
    });
    const before = await page.evaluate(() => window.realm.fingerprint());
    await apply.click();
    for (const text of [
      'Not enough memory',
      'Photoshop gives the panel no more memory for this picture.',
      'Restart Photoshop, which frees the memory of all panels.',
    ])
      await page.getByText(text).waitFor();
    await session.rest();
    expect(await page.evaluate(() => window.realm.fingerprint())).toBe(before);
    await page.evaluate(() => {
      window.realm.emulated.memory.limit = 600e6;
    });
    const idle = await session.told();
    await apply.click();
    expect((await session.ended(idle)).states).toHaveLength(1);
    expect(await page.getByText('Not enough memory').count()).toBe(0);
    expect(await page.evaluate(() => window.realm.problems())).toEqual([]);
    await page.evaluate(() => document.body.replaceChildren());
  });

  it.each([50, 2000, 60_000, 160_000])(
    'a connection that is lost after %i bytes is named as the cause',
    async (bytes) => {
      await session.page.evaluate((n) => {
        window.realm.network.cutAfter = n;
      }, bytes);
      const { states, alerts } = await upsetBy(() => {});
      expect({ states, alerts }).toEqual({ states: [], alerts: told('The engine cannot be reached') });
      expect(await session.page.evaluate(() => window.realm.network.cuts)).toBeGreaterThan(0);
    },
  );

  it('memory that the host does not give is named as the cause, when reading and when writing', async () => {
    const reading = await upsetBy(() => {
      window.realm.emulated.memory.limit = 50_000;
    });
    expect(reading).toEqual({ states: [], alerts: told('Not enough memory') });
    await session.open(layered());
    const writing = await upsetBy(() => {
      window.realm.between(() => {
        window.realm.emulated.memory.limit = 50_000;
      });
    });
    expect(writing).toEqual({ states: [], alerts: told('Not enough memory') });
  });

  it.each([
    ['closed', (d: never) => window.realm.emulated.close(d)],
    [
      'not in front any more',
      () => {
        window.realm.emulated.open({ width: 9, height: 9 });
      },
    ],
    ['resized', (d: never) => window.realm.upset.resize(d)],
    ['converted to another mode', (d: never) => window.realm.upset.mode(d)],
    ['converted to another depth', (d: never) => window.realm.upset.depth(d)],
    ['painted on', (d: never) => window.realm.upset.paint(d)],
  ])('a document that was %s meanwhile gets no result', async (_what, change) => {
    const { alerts } = await changedBy(change as () => void);
    expect(alerts).toEqual(told('The document was changed meanwhile'));
    await session.open(layered());
    await calm();
  });

  it('a layer that was deleted meanwhile gets no result', async () => {
    await session.remember('denoise', { luma: 0, colour: 0, grain: 0, detail: 0 }, 'layer', 'layers');
    const { alerts } = await changedBy(((d: never) => window.realm.upset.deleteLayer(d)) as () => void);
    await session.remember('denoise', { luma: 0, colour: 0, grain: 0, detail: 0 }, 'layer');
    expect(alerts).toEqual(told('The document was changed meanwhile'));
    await session.open(layered());
    await calm();
  });
});

describe('a plug-in that was not allowed', () => {
  it('to use the network says so, and how to mend it', async () => {
    const session = await PluginSession.start({
      manifest: ({ requiredPermissions, ...rest }) => ({
        ...rest,
        requiredPermissions: { ...requiredPermissions, network: { domains: [] } },
      }),
    });
    try {
      await session.open(layered());
      await session.page.evaluate(() => window.realm.hurry(10));
      const { states, alerts } = await session.again('denoise');
      expect({ states, alerts }).toEqual({ states: [], alerts: told('The host does not allow it') });
      expect(session.plugin.errors).toEqual([]);
    } finally {
      await session.close();
    }
  });
});
