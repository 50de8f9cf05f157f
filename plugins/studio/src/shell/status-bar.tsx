// SPDX-License-Identifier: Apache-2.0
import type { DocumentStore } from '../document/document-store.js';
import type { ConnectionState } from '../engine/protocol.js';
import type { Work } from '../studio.js';
import { IconButton } from './icon-button.js';

export interface StatusBarProps {
  readonly document: DocumentStore | null;
  readonly connection: ConnectionState;
  readonly work: Work | null;
  readonly onClose: (id: string) => void;
}

const phases = {
  connecting: 'Connecting to the engine…',
  ready: 'Engine ready',
  refused: 'The engine did not let this page in',
  unreachable: 'The engine does not answer',
  closed: 'Disconnected',
} as const satisfies Record<ConnectionState['phase'], string>;

/** What is open, what is going on, and how things stand with the engine. */
export function StatusBar({ document, connection, work, onClose }: StatusBarProps) {
  return (
    <footer className="status-bar">
      {document && <Facts document={document} />}
      {document && (
        <IconButton
          icon="close"
          label={`Close ${document.facts.title}`}
          className="quiet"
          onClick={() => onClose(document.id)}
        />
      )}
      <span className="spring" />
      {/* A live region: screen readers tell what begins and ends. */}
      <span role="status" className="work">
        {work && <span>{work.label}</span>}
      </span>
      {work && (
        <>
          <progress
            aria-label={work.label}
            max={1}
            {...(work.fraction !== null && { value: work.fraction })}
          />
          {work.cancel && (
            <button type="button" className="link" onClick={work.cancel}>
              Cancel
            </button>
          )}
        </>
      )}
      <span className="engine" data-phase={connection.phase}>
        {phases[connection.phase]}
      </span>
    </footer>
  );
}

function Facts({ document }: { readonly document: DocumentStore }) {
  const { facts } = document;
  const frame = [...document.snapshot().contents.values()].find(
    ({ origin }) => origin.from === 'file' && origin.layer === undefined,
  )?.frame;
  const depth = facts.bits === 32 ? 'float' : `${facts.bits} bit`;
  return (
    <span className="facts">
      <strong>{facts.title}</strong>
      {frame && (
        <span>
          {frame.width} × {frame.height}
        </span>
      )}
      <span>
        {facts.format.toUpperCase()}, {depth}
      </span>
      <span>{facts.profile}</span>
    </span>
  );
}
