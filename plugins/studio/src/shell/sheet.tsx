// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './icon-button.js';

export interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page. The browser keeps the focus in it and gives it back. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={name}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="sheet-body">
        <div className="sheet-head">
          <h2 id={name}>{title}</h2>
          <IconButton icon="close" label="Close" className="quiet" onClick={() => dialog.current?.close()} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
