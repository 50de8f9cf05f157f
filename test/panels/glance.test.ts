// SPDX-License-Identifier: Apache-2.0
import { createPanelStore } from '@sfumato/panels';
import { expect, it } from 'vitest';
import { createFakeBridge } from './fixture/fake-bridge.js';
import { createFakeEngine, frameOf } from './fixture/fake-engine.js';
import { descriptions as tools } from './fixture/tools.js';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it('asks a host that shows its document at a glance for the whole picture only when a tool needs it', async () => {
  const fake = createFakeBridge({ picture: frameOf('f1', 600, 400) });
  const asked: string[] = [];
  const bridge = {
    ...fake,
    glance: async () => {
      asked.push('glance');
      return { width: 60, height: 40, rgba: new Uint8Array(60 * 40 * 4).fill(255) };
    },
    picture: (options: { signal: AbortSignal }) => {
      asked.push('picture');
      return fake.picture(options);
    },
  };
  const engine = createFakeEngine({ tools });
  const store = createPanelStore({ engine, bridge, tool: 'mask' });
  await settled();
  await settled();
  await settled();
  expect(asked).toEqual(['glance']);
  expect(store.get().stage).toMatchObject({ aspect: 1.5 });
  expect(store.get().stage.main).not.toBeNull();
  store.edits.set('feather', 3);
  await settled();
  await settled();
  expect(asked).toContain('picture');
  expect(engine.jobs).toHaveLength(1);
});
