// SPDX-License-Identifier: Apache-2.0
// A panel's store with a fake engine and a fake host, for its tests.
import { createPanelStore, current, type PanelStore } from '@sfumato/panels';
import { createFakeBridge, type FakeBridgeOptions } from './fixture/fake-bridge.js';
import { createFakeEngine, type FakeEngineAnswers, frameOf } from './fixture/fake-engine.js';
import { descriptions as tools } from './fixture/tools.js';

export const picture = frameOf('f1', 6000, 4000);
/** Lets promises that are ready go on. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

export async function panel(
  more: { tool?: string; answers?: Partial<FakeEngineAnswers>; host?: Partial<FakeBridgeOptions> } = {},
) {
  const engine = createFakeEngine({ tools, ...more.answers });
  const bridge = createFakeBridge({ picture, ...more.host });
  const store = createPanelStore({ engine, bridge, ...(more.tool ? { tool: more.tool } : {}) });
  await settled();
  await settled();
  return { engine, bridge, store };
}

export const own = (store: PanelStore) => {
  const now = current(store.get());
  if (!now) throw new Error('The store knows no tool.');
  return now.own;
};
export const value = (store: PanelStore, param: string) => own(store).values.present[param];
export const matte = (id: string) => frameOf(id, 1280, 853, { channels: 1 });
