// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from '../controls/Button.js';
import { Prose } from '../controls/Prose.js';
import { type ErrorReport, reportOf } from '../engine/port.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';

const selectProblem = (state: PanelState) => state.document?.problem;

/** Why the document in front cannot be worked on, and the way out. Nothing when it can. */
export function DocumentCard() {
  const problem = usePanelState(selectProblem);
  return problem ? <Problem key={problem.cause} problem={problem} /> : null;
}

function Problem({ problem }: { readonly problem: ErrorReport }) {
  const { store } = usePanel();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { makeReadable } = store.bridge;
  const [remedy] = problem.remedy;
  const run = () => {
    setBusy(true);
    setTrouble(null);
    makeReadable
      ?.run()
      .catch((error: unknown) => setTrouble(reportOf(error).cause))
      .finally(() => setBusy(false));
  };
  return (
    <div className="sf-connection" role="status">
      <div className="sf-connection-title">{text.document.problem}</div>
      <div className="sf-connection-cause">
        <Prose>{problem.cause}</Prose>
      </div>
      {remedy !== undefined && (
        <div className="sf-remedy">
          <Prose>{remedy}</Prose>
        </div>
      )}
      {makeReadable && (
        <div className="sf-connection-actions">
          <Button kind="primary" disabled={busy} onPress={run}>
            {makeReadable.title}
          </Button>
        </div>
      )}
      {trouble !== null && (
        <div className="sf-message" role="alert">
          {trouble}
        </div>
      )}
    </div>
  );
}
