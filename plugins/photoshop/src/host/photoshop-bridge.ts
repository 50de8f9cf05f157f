// SPDX-License-Identifier: Apache-2.0
// Photoshop as a host of the panels.
import { type EngineClient, SfumatoError } from '@sfumato/core/protocol';
import type { HostBridge } from '@sfumato/panels';
import {
  type DocumentStamp,
  type Pause,
  place,
  readGlance,
  readPicture,
  readSelection,
  stampOf,
} from '@sfumato/uxp';
import type { UxpHost } from '../uxp.js';
import { watchDocument } from './document.js';
import { placementOf } from './placements.js';
import { imageSources } from './preview.js';
import { settings } from './settings.js';
import { watchTheme } from './theme.js';

export type BridgeEngine = Pick<EngineClient, 'putFrame' | 'getFrame' | 'tools'>;

export function createPhotoshopBridge(host: UxpHost, engine: BridgeEngine, pause?: Pause): HostBridge {
  const { photoshop } = host;
  const document = watchDocument(photoshop);
  /** What each document was when its picture was read: results are placed only where it still is that. */
  const stamps = new Map<string, DocumentStamp>();

  return {
    kind: 'photoshop',
    capabilities: {
      place: ['layer', 'selection', 'layer-mask', 'channel', 'group'],
      selection: true,
      ownViewer: false,
    },
    theme: watchTheme(photoshop),
    document,

    async picture({ signal }) {
      const stamp = stampOf(photoshop);
      const { format, pixels } = await readPicture(photoshop, stamp, { signal, pause });
      stamps.set(`${stamp.id}/${stamp.history}`, stamp);
      return engine.putFrame(format, pixels, { signal });
    },

    glance: (size) => readGlance(photoshop, stampOf(photoshop), size, { pause }),

    async selection({ signal }) {
      const read = await readSelection(photoshop, stampOf(photoshop), { signal, pause });
      return read && engine.putFrame(read.format, read.pixels, { signal });
    },

    async place(outcome, as) {
      const stamp = stamps.get(`${outcome.document.id}/${outcome.document.revision}`);
      if (!stamp) {
        throw new SfumatoError(
          'DOCUMENT_CHANGED',
          'The result belongs to a document that is not open any more.',
        );
      }
      const tool = (await engine.tools()).find(({ id }) => id === outcome.tool.id);
      if (!tool) throw new SfumatoError('NOT_SUPPORTED', `This engine has no tool ${outcome.tool.id}.`);
      const placement = await placementOf(outcome, tool.outputs, as, stamp, (frame) =>
        engine.getFrame(frame),
      );
      await place(photoshop, stamp, `Sfumato: ${outcome.title}`, placement, { pause });
      document.refresh();
    },

    ...imageSources(host),
    ...settings(host),
    copy: (text) => host.clipboard.setContent({ 'text/plain': text }),
  };
}
