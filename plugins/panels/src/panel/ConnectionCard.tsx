// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from '../controls/Button.js';
import { Prose } from '../controls/Prose.js';
import type { ConnectionState } from '../engine/port.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';
import { PairingForm } from './PairingForm.js';

const selectConnection = (state: PanelState) => state.connection;

/** How things stand with the engine, in words, with what to do about it. Nothing when all is well. */
export function ConnectionCard() {
  const connection = usePanelState(selectConnection);
  if (connection.phase === 'ready') return null;
  return (
    <div className="sf-connection" role="status">
      <Content connection={connection} />
    </div>
  );
}

function Content({ connection }: { readonly connection: ConnectionState }) {
  switch (connection.phase) {
    case 'connecting':
      return <Words {...text.connection.connecting} />;
    case 'closed':
      return <Words {...text.connection.closed} />;
    case 'unreachable':
      return <Unreachable />;
    case 'refused':
      return <Refused error={connection.error} />;
    default:
      return null;
  }
}

function Words({ title, cause }: { readonly title: string; readonly cause: string }) {
  return (
    <>
      <div className="sf-connection-title">{title}</div>
      <div className="sf-connection-cause">{cause}</div>
    </>
  );
}

function Unreachable() {
  const { store } = usePanel();
  const [trouble, setTrouble] = useState<string | null>(null);
  const { startEngine } = store.bridge;
  const start = () => {
    setTrouble(null);
    startEngine?.().then(
      () => store.engine.retry(),
      (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <>
      <Words {...text.connection.unreachable} />
      {!startEngine && <div className="sf-connection-cause">{text.connection.startByHand}</div>}
      {!startEngine && <div className="sf-command">{text.connection.command}</div>}
      {trouble !== null && (
        <div className="sf-message" role="alert">
          {trouble}
        </div>
      )}
      <div className="sf-connection-actions">
        {startEngine && (
          <Button kind="primary" onPress={start}>
            {text.connection.start}
          </Button>
        )}
        <Button onPress={() => store.engine.retry()}>{text.connection.retry}</Button>
      </div>
      <div className="sf-hint">{text.connection.again}</div>
    </>
  );
}

function Refused({ error }: { readonly error: Extract<ConnectionState, { phase: 'refused' }>['error'] }) {
  const { store } = usePanel();
  if (error.code === 'ENGINE_REFUSED') return <PairingForm reason={error.cause} />;
  const mismatch = error.code === 'PROTOCOL_MISMATCH';
  return (
    <>
      <Words
        title={mismatch ? text.connection.mismatch.title : text.connection.refused}
        cause={error.cause}
      />
      {error.remedy.map((remedy) => (
        <div className="sf-remedy" key={remedy}>
          <Prose>{remedy}</Prose>
        </div>
      ))}
      <div className="sf-connection-actions">
        <Button onPress={() => store.engine.retry()}>{text.connection.retry}</Button>
      </div>
    </>
  );
}
