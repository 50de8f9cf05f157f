// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { DocumentStore } from '../document/document-store.js';
import type { Content, Layer, LayerId } from '../document/layer.js';
import type { EngineConnection } from '../engine/protocol.js';
import { IconButton } from './icon-button.js';
import { Thumbnail } from './thumbnail.js';

export interface LayerRowProps {
  readonly layer: Layer;
  readonly content: Content;
  readonly document: DocumentStore;
  readonly engine: EngineConnection;
  readonly active: boolean;
  /** The matte that tools get. */
  readonly selected: boolean;
  /** The picture that tools work on, where there are several. */
  readonly input: boolean;
  readonly removable: boolean;
  readonly dragged: boolean;
  readonly onDrag: (id: LayerId | null) => void;
  readonly onDrop: () => void;
}

const kinds = {
  original: 'As opened',
  image: 'Picture',
  matte: 'Matte',
  layer: 'Layer',
  data: 'Data',
} as const satisfies Record<Layer['kind'], string>;

const blends = { normal: 'Normal', add: 'Add', multiply: 'Multiply', screen: 'Screen' } as const;

export function LayerRow(props: LayerRowProps) {
  const { layer, content, document, engine, active, selected, input, removable, dragged } = props;
  const [renaming, setRenaming] = useState(false);
  const { id, name, kind, visible } = layer;
  return (
    <li
      className="layer"
      data-active={active || undefined}
      data-dragged={dragged || undefined}
      data-hidden={!visible || undefined}
      draggable={!renaming}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', name);
        props.onDrag(id);
      }}
      onDragEnd={() => props.onDrag(null)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        props.onDrop();
      }}
    >
      <IconButton
        icon={visible ? 'eye' : 'hidden'}
        label={`Show ${name}`}
        pressed={visible}
        className="quiet"
        onClick={() => document.setVisible(id, !visible)}
      />
      {renaming ? (
        <Renaming
          name={name}
          onDone={(next) => {
            setRenaming(false);
            if (next !== null) document.rename(id, next);
          }}
        />
      ) : (
        <button
          type="button"
          id={`choose-${id}`}
          className="layer-choose"
          aria-pressed={active}
          title="Double-click or F2 to rename; drag or Alt and arrows to move"
          onClick={() => document.activate(id)}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={(event) => {
            if (event.key === 'F2') setRenaming(true);
            else if ((event.key === 'Delete' || event.key === 'Backspace') && removable) document.remove(id);
            else return;
            event.stopPropagation();
          }}
        >
          <Thumbnail engine={engine} content={content} numbers={kind === 'matte' || kind === 'data'} />
          <span className="layer-words">
            <span className="layer-name">{name}</span>
            <span className="layer-kind">{noteOf(layer, content)}</span>
          </span>
        </button>
      )}
      {kind === 'matte' && (
        <IconButton
          icon="selection"
          label={`Use ${name} as the selection`}
          pressed={selected}
          className="quiet"
          onClick={() => document.select(selected ? null : id)}
        />
      )}
      {input && (
        <span className="badge" title="Tools work on this picture">
          In use
        </span>
      )}
    </li>
  );
}

function noteOf({ kind, blend, opacity }: Layer, { state, error }: Content): string {
  if (state === 'lost') return 'Lost with the engine';
  if (state === 'making') return 'Being made again…';
  if (state === 'failed') return error?.title ?? 'Could not be made again';
  const parts: string[] = [kinds[kind]];
  if (blend !== 'normal') parts.push(blends[blend]);
  if (opacity < 1) parts.push(`${Math.round(opacity * 100)} %`);
  return parts.join(' · ');
}

function Renaming({
  name,
  onDone,
}: {
  readonly name: string;
  readonly onDone: (name: string | null) => void;
}) {
  const [text, setText] = useState(name);
  return (
    <input
      className="layer-rename"
      aria-label="Name of the layer"
      value={text}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') onDone(text);
        if (event.key === 'Escape') onDone(null);
      }}
    />
  );
}
