// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from '../controls/Button.js';
import { Prose } from '../controls/Prose.js';
import { offeredModel } from '../store/models.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';
import { InstallModel } from './InstallModel.js';
import { errorReportText } from './report.js';

const selectError = (state: PanelState) => state.error;

/** What can be fetched at once to make the failed work possible. */
function selectOffered({ error, models, tools, tool }: PanelState) {
  const now = tools?.find(({ id }) => id === tool);
  return error?.code === 'MODEL_MISSING' && now ? offeredModel(models, now) : undefined;
}

/** What went wrong, why, and what helps, most likely first. */
export function ErrorCard() {
  const { store } = usePanel();
  const error = usePanelState(selectError);
  const offered = usePanelState(selectOffered);
  const [copied, setCopied] = useState<string | null>(null);
  if (!error) return null;
  const report = errorReportText(error, store.get(), store.bridge.kind);
  return (
    <div className="sf-error" role="alert">
      <div className="sf-error-title">{error.title}</div>
      <div className="sf-error-cause">
        <Prose>{error.cause}</Prose>
      </div>
      {error.remedy.length > 0 && (
        <div className="sf-remedies">
          {error.remedy.map((remedy) => (
            <div className="sf-remedy" key={remedy}>
              <Prose>{remedy}</Prose>
            </div>
          ))}
        </div>
      )}
      {offered && <InstallModel model={offered} named />}
      <div className="sf-error-code">{error.code}</div>
      <div className="sf-error-foot">
        <Button
          onPress={() =>
            void store.bridge.copy(report).then(
              () => setCopied(report),
              () => setCopied(null),
            )
          }
        >
          {copied === report ? text.error.copied : text.error.copy}
        </Button>
        <Button onPress={store.dismiss}>{text.error.close}</Button>
      </div>
    </div>
  );
}
