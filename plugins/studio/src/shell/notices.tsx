// SPDX-License-Identifier: Apache-2.0
import type { Notice } from '../studio.js';
import { IconButton } from './icon-button.js';

export interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: string) => void;
}

/** What went wrong and what to do about it; what else the person should know. */
export function Notices({ notices, onDismiss }: NoticesProps) {
  return (
    <div className="notices" role="log" aria-label="Messages">
      {notices.map(({ id, text, report }) => (
        <div key={id} className="notice" data-problem={report ? true : undefined}>
          <div className="notice-words">
            <strong>{text}</strong>
            {report && (
              <>
                <span>{report.cause}</span>
                {report.remedy.length > 0 && (
                  <ul>
                    {report.remedy.map((remedy) => (
                      <li key={remedy}>{remedy}</li>
                    ))}
                  </ul>
                )}
                <button type="button" className="link" onClick={() => void copyReport(text, report)}>
                  Copy report
                </button>
              </>
            )}
          </div>
          <IconButton
            icon="close"
            label="Close this message"
            className="quiet"
            onClick={() => onDismiss(id)}
          />
        </div>
      ))}
    </div>
  );
}

function copyReport(text: string, report: NonNullable<Notice['report']>): Promise<void> {
  const { code, title, cause, remedy, docs } = report;
  const lines = [text, `${code}: ${title}`, cause, ...remedy.map((r) => `- ${r}`), docs];
  return navigator.clipboard.writeText(lines.join('\n'));
}
