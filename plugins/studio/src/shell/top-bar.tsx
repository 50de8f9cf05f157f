// SPDX-License-Identifier: Apache-2.0
import type { DocumentSnapshot } from '../document/document-store.js';
import type { ViewerStore } from '../viewer/viewer-store.js';
import { type Command, keysOf } from './commands.js';
import { IconButton } from './icon-button.js';
import { Icon } from './icons.js';
import { MatteView } from './matte-view.js';
import { isMac } from './platform.js';
import { useStore } from './use-store.js';

export interface TopBarProps {
  readonly snapshot: DocumentSnapshot | null;
  readonly viewer: ViewerStore;
  /** What undo and redo would do; null: nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly onCommand: (command: Command) => void;
}

const percent = (scale: number) => `${scale < 0.1 ? (scale * 100).toFixed(1) : Math.round(scale * 100)} %`;

export function TopBar({ snapshot, viewer, undo, redo, onCommand }: TopBarProps) {
  const { view, fitting, wipe, marks } = useStore(viewer);
  const closed = snapshot === null;
  const keys = (command: Command) => keysOf(command, isMac);
  const mattes =
    snapshot?.arrangement.layers.filter(({ kind, visible }) => kind === 'matte' && visible) ?? [];
  return (
    <header className="top-bar">
      <h1 className="brand">Sfumato</h1>
      <button
        type="button"
        className="button"
        onClick={() => onCommand('open')}
        title={`Open pictures (${keys('open')})`}
      >
        <Icon name="open" /> Open
      </button>
      <span className="divider" />
      <IconButton
        icon="undo"
        label={undo === null ? 'Undo' : `Undo ${undo}`}
        keys={keys('undo')}
        disabled={undo === null}
        onClick={() => onCommand('undo')}
      />
      <IconButton
        icon="redo"
        label={redo === null ? 'Redo' : `Redo ${redo}`}
        keys={keys('redo')}
        disabled={redo === null}
        onClick={() => onCommand('redo')}
      />
      <span className="spring" />
      <MatteView viewer={viewer} document={mattes.length > 0} />
      <IconButton
        icon="marks"
        label="Show marks and lights"
        keys={keys('marks')}
        disabled={closed}
        pressed={!closed && marks}
        onClick={() => onCommand('marks')}
      />
      <IconButton
        icon="compare"
        label="Compare before and after"
        keys={keys('compare')}
        disabled={closed}
        pressed={wipe !== null}
        onClick={() => onCommand('compare')}
      />
      <span className="divider" />
      <IconButton
        icon="minus"
        label="Zoom out"
        keys={keys('zoomOut')}
        disabled={closed}
        onClick={() => onCommand('zoomOut')}
      />
      <button
        type="button"
        className="zoom"
        disabled={closed}
        aria-label={`Zoom ${percent(view.scale)}: show at 100 %`}
        title={`100 % (${keys('actual')})`}
        onClick={() => onCommand('actual')}
      >
        {closed ? '–' : percent(view.scale)}
      </button>
      <IconButton
        icon="plus"
        label="Zoom in"
        keys={keys('zoomIn')}
        disabled={closed}
        onClick={() => onCommand('zoomIn')}
      />
      <IconButton
        icon="fit"
        label="Fit the picture"
        keys={keys('fit')}
        disabled={closed}
        pressed={!closed && fitting}
        onClick={() => onCommand('fit')}
      />
      <span className="spring" />
      <IconButton
        icon="theme"
        label="Dark or light"
        keys={keys('theme')}
        onClick={() => onCommand('theme')}
      />
      <IconButton icon="help" label="Keys and help" keys={keys('help')} onClick={() => onCommand('help')} />
      <button
        type="button"
        className="button primary"
        disabled={closed}
        onClick={() => onCommand('download')}
        title={`Download (${keys('download')})`}
      >
        <Icon name="download" /> Download
      </button>
    </header>
  );
}
