// SPDX-License-Identifier: Apache-2.0
import { Frame, type FrameFormat } from '../frame/index.js';
import { type RequestOf, SfumatoError, wireBytes } from '../protocol/index.js';
import { formatOf, frameInfoOf } from './frame-info.js';
import { receiveUpload } from './receive.js';
import { readTight, writeTight } from './rows.js';
import { sendBlock } from './send-bytes.js';
import type { Session } from './session.js';

/** Receives a frame's pixels, straight into shared memory. */
export async function putFrame(session: Session, request: RequestOf<'frame.put'>): Promise<void> {
  const { engine } = session.host;
  const bytes = wireBytes(request.format);
  const { frame } = await receiveUpload(
    session,
    { transfer: request.transfer, kind: 'pixels', bytes },
    async () => {
      session.frames.requireRoom();
      session.requireMemory(bytes);
      const made = await allocate(formatOf(request.format));
      const held = engine.adopt(made.handle());
      return {
        frame: held,
        write: (offset: number, payload: Uint8Array) => writeTight(made, offset, payload),
      };
    },
    (upload) => upload.frame.release(),
  );
  if (session.closed) frame.release();
  else session.send({ type: 'frame', id: request.id, frame: frameInfoOf(session.frames.add(frame), frame) });
}

/** Formats that contradict themselves are the client's fault. */
async function allocate(format: FrameFormat): Promise<Frame> {
  try {
    return await Frame.allocateShared(format);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SfumatoError('MESSAGE_INVALID', `${error.message}.`);
  }
}

/** Sends a frame's pixels as they are. */
export async function getFrame(session: Session, { id, frame }: RequestOf<'frame.get'>): Promise<void> {
  const held = session.frames.get(frame).retain();
  try {
    const pixels = Frame.open(held.handle);
    session.send({ type: 'frame', id, frame: frameInfoOf(frame, held) });
    const bytes = wireBytes(held.format);
    await session.downloads.send(id, 'pixels', bytes, (offset, length) => readTight(pixels, offset, length));
  } finally {
    held.release();
  }
}

/** Has a part of a frame drawn for a screen and sends it. */
export async function viewFrame(session: Session, request: RequestOf<'frame.view'>): Promise<void> {
  const { id, rect, width, height, as, background } = request;
  const frame = session.frames.get(request.frame);
  const { width: most, height: tallest } = frame.format;
  if (rect.x < 0 || rect.y < 0 || rect.x + rect.width > most || rect.y + rect.height > tallest) {
    const cause = `The rectangle ${rect.width}x${rect.height} at ${rect.x},${rect.y} is not inside the ${most}x${tallest} of ${request.frame}.`;
    throw new SfumatoError('MESSAGE_INVALID', cause);
  }
  const pixels = await session.host.engine.pictures.view(frame, {
    rect,
    width,
    height,
    as,
    background: background ?? null,
  });
  await sendBlock(session, id, 'pixels', pixels, () =>
    session.send({ type: 'view', id, width, height, bytes: pixels.bytes }),
  );
}
