// SPDX-License-Identifier: Apache-2.0
import { reserveSharedBlock } from '@sfumato/native';
import { traitsOf } from '../media/index.js';
import { type RequestOf, SfumatoError } from '../protocol/index.js';
import { frameInfoOf } from './frame-info.js';
import { limits } from './limits.js';
import { receiveUpload } from './receive.js';
import { sendBlock } from './send-bytes.js';
import type { Session } from './session.js';

const mimeTypes = {
  png: 'image/png',
  tiff: 'image/tiff',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  psd: 'image/vnd.adobe.photoshop',
} as const;

/** Receives a file's bytes in shared memory, has them opened, and keeps the frames for the connection. */
export async function openFile(session: Session, request: RequestOf<'file.open'>): Promise<void> {
  const { engine } = session.host;
  const { id, transfer, name, bytes } = request;
  const upload = await receiveUpload(
    session,
    { transfer, kind: 'file', bytes },
    async () => {
      session.frames.requireRoom();
      if (bytes > limits.fileBytes) {
        throw new SfumatoError('LIMIT_EXCEEDED', `${name} is larger than ${limits.fileBytes / 2 ** 30} GB.`);
      }
      session.requireMemory(bytes);
      const block = await reserveSharedBlock(bytes);
      engine.blocks.hold(block.name, bytes);
      const into = new Uint8Array(block.buffer);
      return { block, write: (offset: number, payload: Uint8Array) => into.set(payload, offset) };
    },
    ({ block }) => engine.blocks.release(block.name),
  );
  try {
    const opened = await engine.pictures.open({ memory: upload.block.name, bytes }, name);
    const { frame, format, bits, profile, notes } = opened;
    const all = [frame, ...opened.layers.map((layer) => layer.frame)];
    try {
      // How large it would become was not known before.
      session.requireMemory(0);
      session.frames.requireRoom(all.length);
    } catch (error) {
      for (const f of all) f.release();
      throw error;
    }
    if (session.closed) {
      for (const f of all) f.release();
      return;
    }
    const info = frameInfoOf(session.frames.add(frame), frame);
    const layers = opened.layers.map((layer) => {
      return { name: layer.name, frame: frameInfoOf(session.frames.add(layer.frame), layer.frame) };
    });
    session.send({
      type: 'opened',
      id,
      frame: info,
      title: name,
      format,
      bits,
      profile,
      layers,
      notes: [...notes],
    });
  } finally {
    engine.blocks.release(upload.block.name);
  }
}

/** Has a frame written as a file and sends its bytes. */
export async function saveFile(session: Session, request: RequestOf<'file.save'>): Promise<void> {
  const { frames, host } = session;
  const { id, format, bits, quality, kind = 'image', layers = [], group, provenance = [], source } = request;
  const { file, notes } = await host.engine.pictures.save({
    format,
    bits,
    quality,
    kind,
    provenance,
    frame: frames.get(request.frame),
    group,
    layers: layers.map(({ frame, blend, ...layer }) => ({
      ...layer,
      frame: frames.get(frame),
      ...(blend && { blend }),
    })),
    source: source === undefined ? undefined : frames.get(source),
  });
  const name = `${request.name ?? 'picture'}${traitsOf(format).extensions[0] ?? ''}`;
  await sendBlock(session, id, 'file', file, () =>
    session.send({ type: 'file', id, name, bytes: file.bytes, mime: mimeTypes[format], notes: [...notes] }),
  );
}
