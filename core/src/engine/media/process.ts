// SPDX-License-Identifier: Apache-2.0
// The media process: opens, shows and writes pictures for an engine, on shared memory. Decoders are given whatever
// people drop; they must be able to crash or take their time without anyone else noticing. Never started by hand.
import { convertPixels, resizePixels } from '@sfumato/native';
import { Frame } from '../../frame/index.js';
import { isPsd, readPsd, readStill } from '../../media/index.js';
import { hashFrame } from '../../tool/hash.js';
import { serveParent } from '../child/serve.js';
import { OpenedFrames } from '../worker/opened-frames.js';
import { removeOrphanedBlocks } from '../worker/orphans.js';
import type { MappedFrame, MediaNote, MediaOf, MediaRequest, MediaResult } from './messages.js';
import { profileName } from './profile-name.js';
import { encodeSaved } from './save.js';
import { openBytes, shareBytes } from './shared-bytes.js';
import { renderView } from './view.js';

const parent = process.ppid;
const frames = new OpenedFrames();
let siblings: readonly number[] = [];

serveParent<MediaRequest, MediaResult, MediaNote>({
  async call(request, { signal }) {
    switch (request.op) {
      case 'open':
        return open(request);
      case 'save': {
        const { parts, notes } = await encodeSaved(request, (handle) => frames.open(handle));
        return { op: 'save', file: await shareBytes(parts), notes };
      }
      case 'view':
        return {
          op: 'view',
          pixels: await shareBytes([await renderView(frames.open(request.frame), request, signal)]),
        };
      case 'reduce': {
        const from = opened(request);
        const { width, height } = request;
        const into = await Frame.allocateShared({ ...from.format(), width, height });
        await resizePixels(from, into, {
          alpha: from.alpha === 'premultiplied' ? 'premultiplied' : 'straight',
          signal,
        });
        return { op: 'reduce', frame: into.handle(), content: hashFrame(into) };
      }
      case 'hash':
        return { op: 'hash', content: hashFrame(opened(request)) };
    }
  },
  note(note) {
    if (note.type === 'forget') frames.forget(note.memory);
    else siblings = note.pids;
  },
  orphaned() {
    for (const pid of siblings) wake(pid);
    removeOrphanedBlocks(parent);
    removeOrphanedBlocks(process.pid);
  },
});

const opened = ({ frame, fleeting }: MappedFrame): Frame =>
  fleeting ? frames.openAnew(frame) : frames.open(frame);

async function open({ file, name }: Extract<MediaRequest, { op: 'open' }>): Promise<MediaOf<'open'>> {
  const bytes = openBytes(file);
  const { layers, ...still } = isPsd(bytes)
    ? await readPsd(bytes, name)
    : { ...(await readStill(bytes, { shared: true, name })), layers: [] };
  const { exif, xmp } = still.metadata;
  const frame = await shared(still.frame);
  const shownLayers = [];
  for (const layer of layers)
    shownLayers.push({ name: layer.name, frame: (await shared(layer.frame)).handle() });
  return {
    op: 'open',
    frame: frame.handle(),
    content: hashFrame(frame),
    format: still.format,
    source: {
      bits: still.bits,
      ...(exif && { exif: Buffer.from(exif).toString('base64') }),
      ...(xmp !== undefined && { xmp }),
    },
    profile: profileName(frame.colour),
    layers: shownLayers,
    notes: still.notes,
  };
}

async function shared(frame: Frame): Promise<Frame> {
  if (frame.memory !== undefined) return frame;
  const copy = await Frame.allocateShared(frame.format());
  await convertPixels(frame, copy);
  return copy;
}

/** A process that was suspended cannot see that its engine is gone. */
function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It is gone already, which is what was wanted.
  }
}
