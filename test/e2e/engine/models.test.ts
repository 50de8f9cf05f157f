// SPDX-License-Identifier: Apache-2.0
// Fetching models for a client. What the network does to downloads is tested with the store.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../model/manifests.js';
import { affineModel } from '../../model/onnx-writer.js';
import { startEngine, temporaryHome, testClient } from './running.js';

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

  it('says why a model that a job asks for cannot be used', async () => {
    const client = (await startEngine()).client();
    const { frame } = await client.putFrame(
      { width: 2, height: 2, channels: 3, dtype: 'u8' },
      new Uint8Array(12),
    );
    const job = { tool: 'needy', inputs: { image: frame }, params: {}, models: { subject: 'no-such-model' } };
    await expect(client.run(job)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('refuses names that it does not know', async () => {
    const client = (await startEngine()).client();
    await expect(client.pullModel('no-such-model')).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});

describe('a worker', () => {
  it('loads the largest model that tools use when a panel connects, before anyone asks for a job', async () => {
    const home = await temporaryHome();
    // A comment (field 6 of ModelProto) makes it large.
    const comment = Buffer.alloc(11_000_000, 'x');
    const head = Buffer.from([6 * 8 + 2, 0xc0, 0xb1, 0x9f, 0x05]);
    const graph = Buffer.concat([affineModel(1, 0), head, comment]);
    const folder = join(home, 'models', 'large');
    mkdirSync(folder, { recursive: true });
    const manifest = manifestOf('large', graph, { kind: 'own', path: 'large.onnx' });
    writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'large.onnx'), graph);
    const engine = await startEngine({ home });
    const tried = join(home, 'self-tests.json');
    const plain = engine.client();
    await plain.ping();
    expect(existsSync(tried)).toBe(false);
    const panel = engine.client({ client: { ...testClient, kind: 'studio' } });
    while (!existsSync(tried)) await panel.ping();
    expect((await panel.status()).workers.map(({ jobs }) => jobs)).toEqual([0]);
  });
});
