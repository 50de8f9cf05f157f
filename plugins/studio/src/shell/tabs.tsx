// SPDX-License-Identifier: Apache-2.0
import type { DocumentStore } from '../document/document-store.js';
import { IconButton } from './icon-button.js';
import { useStore } from './use-store.js';

export interface TabsProps {
  readonly documents: readonly DocumentStore[];
  readonly active: string | null;
  readonly onActivate: (id: string) => void;
  readonly onClose: (id: string) => void;
}

/** The open pictures. */
export function Tabs({ documents, active, onActivate, onClose }: TabsProps) {
  return (
    <nav className="tabs" aria-label="Open pictures">
      {documents.map((document) => (
        <Tab
          key={document.id}
          document={document}
          active={document.id === active}
          onActivate={onActivate}
          onClose={onClose}
        />
      ))}
    </nav>
  );
}

function Tab(props: Omit<TabsProps, 'documents' | 'active'> & { document: DocumentStore; active: boolean }) {
  const { document, active, onActivate, onClose } = props;
  const { unsaved } = useStore({ get: document.snapshot, subscribe: document.subscribe });
  const { title } = document.facts;
  return (
    <span className="tab" data-active={active || undefined}>
      <button
        type="button"
        aria-current={active ? 'page' : undefined}
        onClick={() => onActivate(document.id)}
        onAuxClick={(event) => event.button === 1 && onClose(document.id)}
      >
        {title}
        {unsaved && <span className="unsaved" title="Not downloaded yet" />}
      </button>
      <IconButton
        icon="close"
        label={`Close ${title}`}
        className="quiet"
        onClick={() => onClose(document.id)}
      />
    </span>
  );
}
