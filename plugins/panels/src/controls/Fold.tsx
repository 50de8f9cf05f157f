// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useId } from 'react';
import { usePanel, usePanelState } from '../panel/context.js';
import type { PanelState } from '../store/state.js';
import { Icon } from './Icon.js';

export interface FoldProps {
  /** Under which name it is remembered whether it is folded. */
  readonly id: string;
  readonly title: string;
  /** A word at the right edge: how many there are, or what is chosen. */
  readonly note?: string | undefined;
  /** At the right edge while it is open. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

const selectFolded = (state: PanelState) => state.folded;

/** A group of controls that folds. */
export function Fold({ id, title, note, action, children }: FoldProps) {
  const { store } = usePanel();
  const open = !usePanelState(selectFolded).includes(id);
  const body = useId();
  return (
    <div className="sf-fold">
      <div className="sf-fold-head">
        <button
          type="button"
          className="sf-fold-button"
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          onClick={() => store.fold(id)}
        >
          <Icon name={open ? 'open' : 'closed'} tone="quiet" />
          <div className="sf-fold-title">{title}</div>
          {note !== undefined && <div className="sf-fold-note">{note}</div>}
        </button>
        {open && action}
      </div>
      {open && (
        <div className="sf-fold-body" id={body}>
          {children}
        </div>
      )}
    </div>
  );
}
