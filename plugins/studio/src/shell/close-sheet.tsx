// SPDX-License-Identifier: Apache-2.0
import type { DocumentStore } from '../document/document-store.js';
import { Sheet } from './sheet.js';

export interface CloseSheetProps {
  readonly document: DocumentStore;
  readonly onClose: () => void;
  readonly onDownload: () => void;
  readonly onDiscard: () => void;
}

/** Asks before layers are lost. */
export function CloseSheet({ document, onClose, onDownload, onDiscard }: CloseSheetProps) {
  const { title } = document.facts;
  return (
    <Sheet title={`Close ${title}?`} onClose={onClose}>
      <p className="hint">What was made of it has not been downloaded and would be lost.</p>
      <div className="sheet-foot">
        <button type="button" className="button" onClick={onDiscard}>
          Close without
        </button>
        <button type="button" className="button primary" onClick={onDownload}>
          Download…
        </button>
      </div>
    </Sheet>
  );
}
