// SPDX-License-Identifier: Apache-2.0
import type { PanelStore } from '@sfumato/panels';
import { useEffect, useMemo } from 'react';
import type { DocumentSnapshot, DocumentStore } from '../document/document-store.js';
import type { Studio } from '../studio.js';
import { canvasOf, documentScene, landedWipe, panelScene } from '../viewer/scene-of.js';
import { Stage } from '../viewer/stage.js';
import type { ViewerStore } from '../viewer/viewer-store.js';
import { PanelOverlay } from './tools-panel.js';
import { useConnection } from './use-connection.js';
import { useStore } from './use-store.js';

export interface ViewerProps {
  readonly studio: Studio;
  readonly document: DocumentStore;
  readonly snapshot: DocumentSnapshot;
  readonly viewer: ViewerStore;
  readonly panel: PanelStore;
  /** Whether the space bar is down. */
  readonly panning: boolean;
}

/** The document, or what a panel shows of it, with the panel's marks on top. */
export function Viewer({ studio, document, snapshot, viewer, panel, panning }: ViewerProps) {
  const { content, matteLook, backdrop, wipe } = useStore(viewer);
  const connection = useConnection(studio.engine);
  const session = connection.phase === 'ready' ? connection.session : 0;
  const canvas = useMemo(() => canvasOf(snapshot), [snapshot]);
  const { layers } = snapshot.arrangement;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the layers as they were when the panel last showed something
  const layersThen = useMemo(() => layers, [content]);
  // A finished result shows until the layers change: undone or hidden, it must not stay in sight.
  const over = content !== null && !content.draft && layers !== layersThen;
  const scene = useMemo(() => {
    if (!canvas) return null;
    const look = { matteLook, backdrop, wipe };
    if (over) return documentScene(snapshot, canvas, look);
    const landed = content && landedWipe(content, snapshot, wipe);
    if (landed) return documentScene(snapshot, canvas, { ...look, ...landed });
    const shown = content && panelScene(content, canvas, studio.record.get, look);
    return shown ?? documentScene(snapshot, canvas, look);
  }, [canvas, content, over, snapshot, matteLook, backdrop, wipe, studio]);
  const shown = scene?.canvas ?? canvas;
  useEffect(() => viewer.open(document.id, canvas, shown), [viewer, document, canvas, shown]);
  return (
    <Stage engine={studio.engine} viewer={viewer} scene={scene} panning={panning} session={session}>
      <PanelOverlay store={panel} />
    </Stage>
  );
}
