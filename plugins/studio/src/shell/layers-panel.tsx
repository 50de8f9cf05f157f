// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { DocumentSnapshot, DocumentStore } from '../document/document-store.js';
import { removable } from '../document/edit.js';
import { isPicture, type LayerId, layerById, pictureLayer } from '../document/layer.js';
import type { EngineConnection } from '../engine/protocol.js';
import { IconButton } from './icon-button.js';
import { LayerRow } from './layer-row.js';

export interface LayersPanelProps {
  readonly document: DocumentStore;
  readonly snapshot: DocumentSnapshot;
  readonly engine: EngineConnection;
  readonly onRemake: () => void;
}

/** The layers, top first, and what can be done with the chosen one. */
export function LayersPanel({ document, snapshot, engine, onRemake }: LayersPanelProps) {
  const { arrangement, contents } = snapshot;
  const [dragged, setDragged] = useState<LayerId | null>(null);
  const active = layerById(arrangement, arrangement.active);
  const lost = arrangement.layers.some(({ content }) => {
    const state = contents.get(content)?.state;
    return state === 'lost' || state === 'failed';
  });
  const several = arrangement.layers.filter(isPicture).length > 1;
  const input = several ? pictureLayer(arrangement)?.id : undefined;
  const shift = (by: number) => {
    if (!active) return;
    document.move(active.id, arrangement.layers.indexOf(active) + by);
  };
  return (
    <section className="layers" aria-label="Layers">
      <div className="side-head">
        <h2>Layers</h2>
        {lost && (
          <button type="button" className="link" onClick={onRemake}>
            Make lost results again
          </button>
        )}
      </div>
      <ul
        className="layer-list"
        onKeyDown={(event) => {
          const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (step === undefined || !active || event.target instanceof HTMLInputElement) return;
          event.preventDefault();
          event.stopPropagation();
          if (event.altKey) return shift(step);
          const next = arrangement.layers[arrangement.layers.indexOf(active) + step];
          if (!next) return;
          document.activate(next.id);
          window.document.getElementById(`choose-${next.id}`)?.focus();
        }}
      >
        {arrangement.layers.map((layer, index) => {
          const content = contents.get(layer.content);
          return content ? (
            <LayerRow
              key={layer.id}
              layer={layer}
              content={content}
              document={document}
              engine={engine}
              active={layer.id === arrangement.active}
              selected={layer.id === arrangement.selection}
              input={layer.id === input}
              removable={removable(arrangement, layer.id)}
              dragged={layer.id === dragged}
              onDrag={setDragged}
              onDrop={() => {
                if (dragged !== null) document.move(dragged, index);
                setDragged(null);
              }}
            />
          ) : null;
        })}
      </ul>
      {active && (
        <div className="layer-foot">
          <label className="opacity">
            Opacity
            <input
              type="range"
              min={0}
              max={100}
              value={Math.round(active.opacity * 100)}
              disabled={active.kind === 'matte'}
              onChange={(event) => document.setOpacity(active.id, Number(event.target.value) / 100)}
              onPointerUp={() => document.settle()}
              onKeyUp={() => document.settle()}
            />
            <output>{Math.round(active.opacity * 100)} %</output>
          </label>
          <IconButton
            icon="trash"
            label={`Delete ${active.name}`}
            disabled={!removable(arrangement, active.id)}
            onClick={() => document.remove(active.id)}
          />
        </div>
      )}
    </section>
  );
}
