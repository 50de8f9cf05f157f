// SPDX-License-Identifier: Apache-2.0
// Fetching models for a client. What the network does to downloads is tested with the store.
import { describe, expect, it } from 'vitest';
import { startEngine } from './running.js';

describe('model.pull', () => {
  it('answers with the models, at once for one that is here', async () => {
    const client = (await startEngine()).client();
    const before = await client.models();
    const own = before.find(({ installed }) => installed);
    if (!own) throw new Error('no model is installed');
    expect(await client.pullModel(own.id)).toEqual(before);
  });

  it('says that nobody carries a model that people bring themselves, and which can be fetched', async () => {
    const client = (await startEngine()).client();
    const brought = (await client.models()).find(({ fetchable, installed }) => !fetchable && !installed);
    if (!brought) throw new Error('every model can be fetched');
    await expect(client.pullModel(brought.id)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    expect((await client.models()).find(({ id }) => id === 'isnet')).toMatchObject({ fetchable: true });
  });

  it('refuses names that it does not know', async () => {
    const client = (await startEngine()).client();
    await expect(client.pullModel('no-such-model')).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});
