// SPDX-License-Identifier: Apache-2.0
import { Frame } from '../frame/index.js';
import { type RequestOf, SfumatoError } from '../protocol/index.js';
import { checked, requireForeign } from './client-blocks.js';
import { frameInfoOf } from './frame-info.js';
import type { Session } from './session.js';

/** Throws NOT_SUPPORTED for clients that cannot map memory. */
export function requireLocal({ transport }: Session): void {
  if (transport.kind === 'local') return;
  throw new SfumatoError('NOT_SUPPORTED', 'Shared memory is for clients of the local socket.');
}

/** Takes or gives a frame by the name of its shared memory. */
export async function mapFrame(session: Session, { id, put, get }: RequestOf<'frame.map'>): Promise<void> {
  const { frames, host } = session;
  requireLocal(session);
  if (get !== undefined) {
    const frame = frames.get(get);
    session.send({ type: 'mapped', id, frame: frameInfoOf(get, frame), handle: frame.handle });
    return;
  }
  if (!put || host.engine.blocks.holds(put.memory)) {
    throw new SfumatoError(
      'MESSAGE_INVALID',
      'frame.map needs `get`, or `put` with a new block of shared memory.',
    );
  }
  requireForeign(host.engine, put.memory);
  frames.requireRoom();
  session.requireMemory(put.memoryBytes);
  const handle = checked(put);
  // Opened once, so that a handle that lies about its size is found out here.
  Frame.open(handle);
  const frame = host.engine.adopt(handle);
  session.send({ type: 'frame', id, frame: frameInfoOf(frames.add(frame), frame) });
}

/** Takes note of a block that the client keeps. */
export function openBlock(session: Session, { memory, memoryBytes }: RequestOf<'block.open'>): void {
  requireLocal(session);
  session.requireMemory(memoryBytes);
  session.blocks.open(memory, memoryBytes);
}
