// SPDX-License-Identifier: Apache-2.0
// Studio as a host of the panels: the reference for the others.
import type { HostBridge, Observable, Theme, ToolOutcome } from '@sfumato/panels';
import type { DocumentStore } from '../document/document-store.js';
import { type Content, type ContentId, layerById, pictureLayer } from '../document/layer.js';
import { additionOf, type Landing } from '../document/place.js';
import { type FrameInfo, SfumatoError, type ToolDescription } from '../engine/protocol.js';
import type { FrameRecord } from '../engine/recording.js';
import type { ViewerStore } from '../viewer/viewer-store.js';
import { browserFiles, browserStorage, imageSources } from './browser.js';
import { hostDocument } from './host-document.js';

export interface StudioBridgeOptions {
  readonly theme: Observable<Theme>;
  /** The open document that is in front. */
  readonly document: Observable<DocumentStore | null>;
  readonly record: FrameRecord;
  readonly viewer: ViewerStore;
  /** Whether the document needs a frame that a panel gives up. */
  readonly holds: (frame: string) => boolean;
  readonly tools: () => Promise<readonly ToolDescription[]>;
}

type Place = Parameters<HostBridge['place']>[1];

/** What each way of placing takes of a result. */
const landings: Readonly<Partial<Record<Place, Landing>>> = {
  layer: 'picture',
  selection: 'matte',
  group: 'all',
};

export function createStudioBridge(options: StudioBridgeOptions): HostBridge {
  const { theme, document, record, viewer, holds, tools } = options;
  const current = (): DocumentStore => {
    const open = document.get();
    if (open) return open;
    throw new SfumatoError('INPUT_INVALID', 'No picture is open.', {
      remedy: ['Open or drop a picture first.'],
    });
  };
  const matte = async ({ signal }: { signal: AbortSignal }): Promise<FrameInfo | null> => {
    const store = current();
    return selected(store) ? ready(store, () => selected(store), signal) : null;
  };
  return {
    kind: 'studio',
    capabilities: { place: ['selection', 'layer', 'group'], selection: true, ownViewer: true },
    theme,
    document: hostDocument(document),
    async picture({ signal }) {
      const store = current();
      return ready(store, () => picture(store), signal);
    },
    selection: matte,
    matte,
    ...imageSources(),
    async place([outcome], as) {
      if (!outcome) return;
      const store = current();
      const landing = landings[as];
      if (!landing) throw new SfumatoError('NOT_SUPPORTED', `Studio does not place results as ${as}.`);
      const tool = (await tools()).find(({ id }) => id === outcome.tool.id);
      if (!tool) throw new SfumatoError('NOT_SUPPORTED', `This engine has no tool ${outcome.tool.id}.`);
      const result = {
        tool: outcome.tool,
        outputs: tool.outputs,
        frames: framesOf(outcome, record),
        params: outcome.params,
        inputs: inputsOf(outcome, record, store),
        provenance: outcome.provenance,
      };
      store.add(additionOf(result, landing, outcome.title));
    },
    holds,
    viewer: { show: (content) => viewer.show(content) },
    storage: browserStorage('sfumato.panels.'),
    files: browserFiles(),
    copy: (text) => navigator.clipboard.writeText(text),
  };
}

function picture(store: DocumentStore): Content | undefined {
  const layer = pictureLayer(store.arrangement);
  return layer && store.content(layer.content);
}

function selected(store: DocumentStore): Content | undefined {
  const layer = layerById(store.arrangement, store.arrangement.selection);
  return layer && store.content(layer.content);
}

/** The frames of a result with all that the engine said of them. */
function framesOf({ outputs }: ToolOutcome, record: FrameRecord): Record<string, FrameInfo> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { frame }]) => {
      const known = record.get(frame);
      if (!known) throw new SfumatoError('FRAME_UNKNOWN', 'The engine holds this result no more.');
      return [name, known.info];
    }),
  );
}

/** Which contents of the document a result was made from. */
function inputsOf(
  { outputs }: ToolOutcome,
  record: FrameRecord,
  store: DocumentStore,
): Record<string, ContentId> {
  const job = Object.values(outputs).flatMap(({ frame }) => record.get(frame)?.job ?? [])[0];
  const byFrame = new Map([...store.snapshot().contents.values()].map(({ id, frame }) => [frame.frame, id]));
  return Object.fromEntries(
    Object.entries(job?.inputs ?? {}).flatMap(([name, frame]) => {
      const content = byFrame.get(frame);
      return content === undefined ? [] : [[name, content]];
    }),
  );
}

/** Waits for pixels that are on their way back after the engine was lost. */
function ready(
  store: DocumentStore,
  find: () => Content | undefined,
  signal: AbortSignal,
): Promise<FrameInfo> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const finish = (settle: () => void) => {
      stop();
      signal.removeEventListener('abort', abort);
      settle();
    };
    const abort = () => finish(() => reject(new SfumatoError('CANCELLED', 'Stopped before it was done.')));
    const look = () => {
      const content = find();
      if (content?.state === 'ready') return finish(() => resolve(content.frame));
      if (content && content.state !== 'failed') return;
      const cause = content?.error?.cause ?? 'The picture is not there any more.';
      finish(() => reject(new SfumatoError('FRAME_UNKNOWN', cause)));
    };
    if (signal.aborted) return abort();
    stop = store.subscribe(look);
    signal.addEventListener('abort', abort);
    look();
  });
}
