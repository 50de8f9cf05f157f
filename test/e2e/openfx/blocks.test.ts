// SPDX-License-Identifier: Apache-2.0
// Blocks of shared memory that a client keeps: what the engine lets be done with them, message by message.
import { connect } from 'node:net';
import { enginePlaces, Frame, type FrameHandle } from '@sfumato/core';
import { describe, expect, it } from 'vitest';
import { FrameReader, frameOf } from '../../../core/src/server/length-prefix.js';
import { startEngine, type TestEngine, testClient } from '../engine/running.js';
import { tools } from './client-tools.mjs';

const toolsModule = new URL('./client-tools.mjs', import.meta.url).href;
type Answer = Readonly<Record<string, unknown>>;

/** A raw client of the local socket: `say` gives the answer with the message's id. */
async function rawClient(engine: TestEngine) {
  const socket = connect(enginePlaces(engine.home).socket);
  const reader = new FrameReader();
  const said: Answer[] = [];
  const looks = new Set<() => void>();
  socket.on('data', (bytes) => {
    for (const { payload } of reader.read(bytes)) said.push(JSON.parse(Buffer.from(payload).toString()));
    for (const look of looks) look();
  });
  const heard = (fits: (answer: Answer) => boolean) =>
    new Promise<Answer>((resolve) => {
      const look = () => {
        const found = said.find(fits);
        if (!found) return;
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      look();
    });
  let last = 0;
  const say = (message: object) => {
    const id = ++last;
    socket.write(frameOf('text', Buffer.from(JSON.stringify({ ...message, id }))));
    return heard((answer) => answer.id === id && answer.type !== 'progress');
  };
  const hello = {
    type: 'hello',
    protocol: { min: 1, max: 1 },
    client: testClient,
    auth: { token: engine.token },
  };
  expect(await say(hello)).toMatchObject({ type: 'welcome' });
  return { say, heard, lastId: () => last, close: () => socket.destroy() };
}

const format = { width: 4, height: 2, channels: 1, dtype: 'u8' } as const;
const failure = (code: string) => ({ type: 'error', error: { code } });
const job = (tool: string, image: FrameHandle | string, more: object = {}) => {
  return {
    type: 'job.run',
    tool,
    inputs: { image },
    params: {},
    quality: 'full',
    priority: 'apply',
    map: true,
    ...more,
  };
};

describe.skipIf(process.platform === 'win32')('blocks that a client keeps', () => {
  it('carry pictures to jobs, which answer with where their outputs lie', async () => {
    const engine = await startEngine({ tools, toolsModule });
    const one = await rawClient(engine);
    const block = Frame.allocate(format, { shared: true });
    const { memory, memoryBytes } = block.handle();
    expect(await one.say(job('copy', block.handle()))).toMatchObject(failure('FRAME_UNKNOWN'));
    expect(await one.say({ type: 'block.open', memory, memoryBytes })).toMatchObject({ type: 'ok' });
    for (const value of [7, 8]) {
      block.bytes.fill(value);
      const done = await one.say(job('copy', block.handle(), { outputs: ['image'] }));
      expect(done).toMatchObject({ type: 'done', handles: { image: { format } } });
      const { handles, outputs } = done as unknown as {
        handles: { image: FrameHandle };
        outputs: { image: { frame: string } };
      };
      expect([...Frame.open(handles.image).row(1)]).toEqual(Array(4).fill(value));
      expect(await one.say({ type: 'frame.drop', frames: [outputs.image.frame] })).toMatchObject({
        type: 'ok',
      });
    }
    // Nothing is held but the block itself.
    expect(engine.engine.blocks.count).toBe(1);
    expect(await one.say({ type: 'block.close', memory })).toMatchObject({ type: 'ok' });
    expect(engine.engine.blocks.count).toBe(0);
    expect(await one.say(job('copy', block.handle()))).toMatchObject(failure('FRAME_UNKNOWN'));
    one.close();
  });

  it('are none but the client’s own, and pictures lie inside them', async () => {
    const engine = await startEngine({ tools, toolsModule });
    const one = await rawClient(engine);
    const block = Frame.allocate(format, { shared: true });
    const handle = block.handle();
    const { memory, memoryBytes } = handle;
    for (const name of ['shm:/other', '/etc/passwd', 'file:/elsewhere/x', `${memory}/../x`]) {
      expect(await one.say({ type: 'block.open', memory: name, memoryBytes: 1 }), name).toMatchObject(
        failure('MESSAGE_INVALID'),
      );
    }
    expect(await one.say({ type: 'block.open', memory, memoryBytes: 2 ** 30 })).toMatchObject(
      failure('FRAME_UNKNOWN'),
    );
    const gone = 'shm:/sfm-1-2-3';
    expect(await one.say({ type: 'block.open', memory: gone, memoryBytes: 8 })).toMatchObject(
      failure('FRAME_UNKNOWN'),
    );
    expect(await one.say({ type: 'block.open', memory, memoryBytes })).toMatchObject({ type: 'ok' });
    for (const wrong of [
      { byteOffset: memoryBytes },
      { rowStride: memoryBytes },
      { rowStride: -64 },
      { format: { ...handle.format, height: 100_000 } },
      { format: { ...handle.format, alpha: 'straight' } },
    ]) {
      const answer = await one.say(job('copy', { ...handle, ...wrong } as FrameHandle));
      expect(answer, JSON.stringify(wrong)).toMatchObject(failure('MESSAGE_INVALID'));
    }
    // Another connection has no part in it.
    const other = await rawClient(engine);
    expect(await other.say(job('copy', handle))).toMatchObject(failure('FRAME_UNKNOWN'));
    // An output of the engine's is no client's block.
    const done = await one.say(job('copy', handle));
    const made = (done as unknown as { handles: { image: FrameHandle } }).handles.image;
    expect(await other.say({ type: 'block.open', memory: made.memory, memoryBytes: 1 })).toMatchObject(
      failure('MESSAGE_INVALID'),
    );
    one.close();
    other.close();
    block.release();
  });

  it('are released after a job that was cancelled, when nothing reads them any more', async () => {
    const engine = await startEngine({ tools, toolsModule });
    const one = await rawClient(engine);
    const block = Frame.allocate(format, { shared: true });
    const { memory, memoryBytes } = block.handle();
    await one.say({ type: 'block.open', memory, memoryBytes });
    await one.say(job('copy', block.handle()));
    const started = performance.now();
    const running = one.say(job('block', block.handle(), { params: { amount: 600 } }));
    const id = one.lastId();
    await one.heard((answer) => answer.type === 'progress' && answer.id === id);
    expect(await one.say({ type: 'job.cancel', job: id })).toMatchObject({ type: 'ok' });
    expect(await running).toMatchObject(failure('CANCELLED'));
    const answered = performance.now() - started;
    await one.heard((answer) => answer.type === 'released' && answer.id === id);
    expect(answered).toBeLessThan(400);
    expect(performance.now() - started).toBeGreaterThan(550);
    one.close();
    block.release();
  });
});
