// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef } from 'react';
import { createHelp, PanelProvider, useTool } from '../panel/context.js';
import { hasPlace } from '../params/lights.js';
import { isBox, isLights, isPoints, isStrokes } from '../params/shape.js';
import type { PanelStore } from '../store/panel-store.js';
import { paramOfKind } from '../store/traits.js';
import { BoxMark } from './BoxMark.js';
import { LightHandles } from './LightHandles.js';
import { dragsOver } from './overlay-drag.js';
import { PointMarks } from './PointMarks.js';
import { StrokeMarks } from './StrokeMarks.js';
import { useDrawing } from './useDrawing.js';
import { WipeHandle } from './WipeHandle.js';

/**
 * Points, box, strokes, lights and the wipe of the tool that is shown, over a picture. It fills the element that it is
 * put in, which must lie exactly over the whole picture; everything in it is placed in percent, so it zooms and pans
 * with that element.
 */
export function StageOverlay({ store }: { readonly store: PanelStore }) {
  const surroundings = useMemo(() => ({ store, help: createHelp(), width: 0 }), [store]);
  return (
    <PanelProvider value={surroundings}>
      <Overlay store={store} />
    </PanelProvider>
  );
}

function Overlay({ store }: { readonly store: PanelStore }) {
  const root = useRef<HTMLDivElement>(null);
  const now = useTool();
  const drawing = useDrawing(store, root);
  if (!now) return null;
  const { tool, own } = now;
  const startDrag = dragsOver(root);
  const values = own.values.present;
  const idOf = (kind: Parameters<typeof paramOfKind>[1]) => paramOfKind(tool, kind);
  const [points, box, strokes, lights] = [idOf('points'), idOf('box'), idOf('strokes'), idOf('lights')];
  const given = (id: string | undefined) => (id === undefined ? undefined : values[id]);
  const setter = (id: string | undefined) => (value: unknown, going: boolean) => {
    if (id !== undefined) store.edits.set(id, value, going);
  };
  const [givenPoints, givenBox, givenStrokes, givenLights] = [points, box, strokes, lights].map(given);
  const placed = isLights(givenLights) ? givenLights : [];
  const split = own.view.mode === 'split' && (own.draft !== null || own.shown !== null);
  return (
    <div
      ref={root}
      className={drawing.className}
      onPointerDown={drawing.onPointerDown}
      onPointerUp={drawing.onPointerUp}
      onPointerMove={drawing.onPointerMove}
      onPointerLeave={drawing.onPointerLeave}
    >
      {isStrokes(givenStrokes) && <StrokeMarks strokes={givenStrokes} aspect={drawing.aspect} />}
      {drawing.brush && <div className="sf-brush" style={drawing.brush} />}
      {isBox(givenBox) && <BoxMark box={givenBox} onChange={setter(box)} startDrag={startDrag} />}
      {isPoints(givenPoints) && (
        <PointMarks points={givenPoints} onChange={setter(points)} startDrag={startDrag} />
      )}
      {split && (
        <WipeHandle
          wipe={own.view.wipe}
          onChange={(wipe, going) => store.setView({ wipe }, going)}
          startDrag={startDrag}
        />
      )}
      {placed.some(hasPlace) && (
        <LightHandles
          lights={placed}
          selected={own.light}
          onSelect={(light) => store.setMarking({ light })}
          onChange={setter(lights)}
          startDrag={startDrag}
        />
      )}
    </div>
  );
}
