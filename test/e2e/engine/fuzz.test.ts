// SPDX-License-Identifier: Apache-2.0
import { encodeChunk } from '@sfumato/core/protocol';
import {
  anything,
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FrameReader, frameOf } from '../../../core/src/server/length-prefix.js';
import { startEngine, testClient } from './running.js';

const id = oneof(integer({ min: 1, max: 40 }), anything());
const frame = constantFrom('f1', 'f2', 'f3', 'x', 7);
const small = integer({ min: 0, max: 6 });

/** Requests that are right or nearly so, in any order, and things that are no requests at all. */
const message = oneof(
  record({
    type: constantFrom('tools', 'status', 'ping', 'pair', 'models', 'hello'),
    id,
    as: constant('code'),
  }),
  record({
    type: constant('frame.put'),
    id,
    transfer: small,
    format: record({
      width: small,
      height: small,
      channels: constantFrom(1, 3, 4),
      dtype: constantFrom('u8', 'f32'),
      range: option(constantFrom('full', 'photoshop', 'unit'), { nil: undefined }),
    }),
  }),
  record({
    type: constant('file.open'),
    id,
    transfer: small,
    name: string(),
    bytes: integer({ min: -1, max: 20 }),
  }),
  record({
    type: constantFrom('frame.get', 'frame.drop', 'frame.map'),
    id,
    frame,
    frames: array(frame),
    get: frame,
  }),
  record({
    type: constant('frame.view'),
    id,
    frame,
    rect: record({ x: small, y: small, width: small, height: small }),
    width: small,
    height: small,
    as: constantFrom('display', 'numbers'),
  }),
  record({ type: constant('file.save'), id, frame, format: constantFrom('png', 'psd', 'jpeg', 'exe') }),
  record({ type: constant('transfer.cancel'), id, upload: small, download: small }),
  record({
    type: constant('job.run'),
    id,
    tool: constantFrom('add', 'polite', 'none'),
    inputs: record({ image: frame }),
    params: oneof(constant({}), record({ amount: integer() })),
    quality: constantFrom('draft', 'full'),
    priority: constantFrom('interactive', 'apply', 'batch'),
    latest: option(constant('k'), { nil: undefined }),
    proxy: option(integer({ min: 1, max: 100 }), { nil: undefined }),
  }),
  record({
    type: constantFrom('job.cancel', 'job.pause', 'job.resume'),
    id,
    job: integer({ min: 1, max: 40 }),
  }),
  anything(),
);

const chunk = record({
  kind: constantFrom('pixels' as const, 'file' as const),
  transfer: small,
  offset: small,
  last: boolean(),
  payload: uint8Array({ maxLength: 30 }),
}).map(encodeChunk);

const raw = oneof(
  { weight: 6, arbitrary: message.map((value) => JSON.stringify(value) ?? 'null') },
  { weight: 2, arbitrary: chunk },
  string(),
  uint8Array({ maxLength: 60 }),
);

/** Says everything, then asks for a sign of life. Resolves with how it ended: an answer, or a close in words. */
function converse(url: string, token: string, messages: readonly (string | Uint8Array)[]) {
  return new Promise<string>((resolve, reject) => {
    const socket = new WebSocket(url);
    let last = '';
    socket.on('open', () => {
      const first = {
        type: 'hello',
        id: 1,
        protocol: { min: 1, max: 1 },
        client: testClient,
        auth: { token },
      };
      socket.send(JSON.stringify(first));
      for (const one of messages) socket.send(one);
      socket.send(JSON.stringify({ type: 'ping', id: 0xffff_ffff, pad: 'alive' }));
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      last = data.toString();
      if (last.includes('"INTERNAL"')) reject(new Error(last));
      if (!last.includes('"alive"')) return;
      socket.terminate();
      resolve('alive');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(last));
  });
}

describe('whatever a client says', () => {
  it('the engine answers or closes in words, keeps nothing, and others do not notice', {
    timeout: 60_000,
  }, async () => {
    const engine = await startEngine();
    await assert(
      asyncProperty(array(raw, { maxLength: 25 }), async (messages) => {
        const end = await converse(engine.url, engine.token, messages);
        if (end === 'alive') return;
        expect(JSON.parse(end)).toMatchObject({
          type: 'error',
          error: { code: expect.stringMatching(/^[A-Z_]+$/) },
        });
      }),
      { numRuns: 150 },
    );
    const client = engine.client();
    while ((await client.status()).clients !== 1 || (await client.status()).jobs.running > 0)
      await client.ping();
    while (engine.engine.blocks.count > 0) await client.ping();
    const { frame: image } = await client.putFrame(
      { width: 1, height: 1, channels: 1, dtype: 'u8' },
      Uint8Array.of(1),
    );
    await client.run({ tool: 'add', inputs: { image }, params: {} });
  });

  it('the local socket’s messages come whole, however they are cut', async () => {
    await assert(
      asyncProperty(
        array(uint8Array({ maxLength: 40 })),
        integer({ min: 1, max: 17 }),
        async (payloads, cut) => {
          const stream = Buffer.concat(payloads.map((payload) => frameOf('chunk', payload)));
          const reader = new FrameReader();
          const got: number[][] = [];
          for (let at = 0; at < stream.length; at += cut) {
            for (const { payload } of reader.read(stream.subarray(at, at + cut))) got.push([...payload]);
          }
          expect(got).toEqual(payloads.map((payload) => [...payload]));
        },
      ),
    );
    expect(() => [...new FrameReader().read(Uint8Array.of(255, 255, 255, 255, 0))]).toThrow('4294967295');
  });
});
