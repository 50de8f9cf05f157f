// SPDX-License-Identifier: Apache-2.0
// Photoshop as a host of the panels.
import { type EngineClient, SfumatoError } from '@sfumato/core/protocol';
import type { HostBridge, HostLayer } from '@sfumato/panels';
import {
  type DocumentStamp,
  makeReadableCopy,
  type Pause,
  type Placement,
  place,
  ReceivedResults,
  readGlance,
  readSelection,
  sendPicture,
  stampOf,
} from '@sfumato/uxp';
import { recordStep } from '../actions.js';
import type { UxpHost } from '../uxp.js';
import { watchDocument } from './document.js';
import { chooseExchange } from './exchange.js';
import { placementOf, variationsOf } from './placements.js';
import { imageSources } from './preview.js';
import { settings } from './settings.js';
import { watchTheme } from './theme.js';

export type BridgeEngine = Pick<EngineClient, 'putFrame' | 'receiveFrame' | 'tools'>;

/** Documents whose state when they were read is remembered. */
const mostStamps = 100;

export function createPhotoshopBridge(host: UxpHost, engine: BridgeEngine, pause?: Pause): HostBridge {
  const { photoshop } = host;
  const document = watchDocument(photoshop);
  /** What each document was when its picture was read: results are placed only where it still is that. */
  const stamps = new Map<string, DocumentStamp>();

  function remember(stamp: DocumentStamp): void {
    const [oldest] = stamps.keys();
    if (stamps.size >= mostStamps && oldest !== undefined) stamps.delete(oldest);
    stamps.set(`${stamp.id}/${stamp.history}`, stamp);
  }

  const part = (layer: HostLayer | undefined) => (layer ? { layer: Number(layer.id) } : {});

  return {
    kind: 'photoshop',
    capabilities: {
      place: ['selection', 'layer-mask', 'channel', 'layer', 'smart-object', 'group', 'variations'],
      selection: true,
      ownViewer: false,
    },
    theme: watchTheme(photoshop),
    document,

    async picture({ signal, layer }) {
      const stamp = stampOf(photoshop);
      const send = (...picture: Parameters<Parameters<typeof sendPicture>[2]>) =>
        engine.putFrame(...picture, { signal });
      const frame = await sendPicture(photoshop, stamp, send, { signal, pause, ...part(layer) });
      remember(stamp);
      return frame;
    },

    glance: (size) => readGlance(photoshop, stampOf(photoshop), size, { pause }),

    async selection({ signal, layer }) {
      const read = await readSelection(photoshop, stampOf(photoshop), { signal, pause, ...part(layer) });
      return read && engine.putFrame(read.format, read.pixels, { signal });
    },

    async place(results, as, step) {
      const [first] = results;
      if (!first) return;
      const stamp = stamps.get(`${first.document.id}/${first.document.revision}`);
      if (!stamp) {
        throw new SfumatoError(
          'DOCUMENT_CHANGED',
          'The result belongs to a document that is not open any more.',
        );
      }
      const tool = (await engine.tools()).find(({ id }) => id === first.tool.id);
      if (!tool) throw new SfumatoError('NOT_SUPPORTED', `This engine has no tool ${first.tool.id}.`);
      const received = new ReceivedResults(photoshop, stamp);
      const take = (frame: string, matte: boolean) =>
        received.take((receive) => engine.receiveFrame(frame, receive), matte);
      try {
        const placements: Placement[] = [];
        if (as === 'variations') placements.push(await variationsOf(results, tool.outputs, step, take));
        else for (const each of results) placements.push(await placementOf(each, tool.outputs, as, take));
        await place(photoshop, stamp, `Sfumato: ${step}`, placements, { pause });
        await recordStep(photoshop, results, as);
      } finally {
        await received.dispose();
      }
      document.refresh();
    },

    makeReadable: {
      title: 'Work on an RGB copy',
      async run() {
        await makeReadableCopy(photoshop, { pause });
        document.refresh();
      },
    },

    chooseFolder: () => chooseExchange(host),

    ...imageSources(host),
    ...settings(host),
    copy: (text) => host.clipboard.setContent({ 'text/plain': text }),
  };
}
