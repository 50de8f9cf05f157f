// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from '../controls/Button.js';
import { Prose } from '../controls/Prose.js';
import { type ConnectionState, type ErrorReport, reportOf } from '../engine/port.js';
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
      return <Unreachable {...connection} />;
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

const wordsFor = (why: 'stopped' | 'missing' | ErrorReport) =>
  why === 'stopped'
    ? text.connection.unreachable
    : why === 'missing'
      ? text.connection.missing
      : { title: why.title, cause: why.cause };

function Remedy({ children }: { readonly children: string }) {
  return (
    <div className="sf-remedy">
      <Prose>{children}</Prose>
    </div>
  );
}

function Unreachable({ error, paired }: Extract<ConnectionState, { phase: 'unreachable' }>) {
  const { store } = usePanel();
  const [trouble, setTrouble] = useState<string | null>(null);
  const { startEngine } = store.bridge;
  const attempt = (work: Promise<unknown> | undefined) => {
    setTrouble(null);
    work?.then(
      () => store.engine.retry(),
      (problem: unknown) => setTrouble(reportOf(problem).cause),
    );
  };
  const start = () => attempt(startEngine?.());
  const denied = error.code === 'HOST_DENIED';
  const byHand = !startEngine && !denied;
  return (
    <>
      <Words {...wordsFor(denied ? error : paired || startEngine ? 'stopped' : 'missing')} />
      {denied && error.remedy.map((remedy) => <Remedy key={remedy}>{remedy}</Remedy>)}
      {byHand && !paired && <div className="sf-connection-cause">{text.connection.installByHand}</div>}
      {byHand && !paired && <div className="sf-command">{text.connection.installCommand}</div>}
      {byHand && (
        <div className="sf-connection-cause">
          {paired ? text.connection.startByHand : text.connection.startNow}
        </div>
      )}
      {byHand && <div className="sf-command">{text.connection.command}</div>}
      {store.bridge.chooseFolder && <div className="sf-hint">{text.connection.folderHelp}</div>}
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
        {store.bridge.chooseFolder && (
          <Button onPress={() => attempt(store.bridge.chooseFolder?.())}>{text.connection.useFolder}</Button>
        )}
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
        <Remedy key={remedy}>{remedy}</Remedy>
      ))}
      <div className="sf-connection-actions">
        <Button onPress={() => store.engine.retry()}>{text.connection.retry}</Button>
      </div>
    </>
  );
}
