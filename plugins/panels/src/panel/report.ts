// SPDX-License-Identifier: Apache-2.0
import type { ErrorReport } from '../engine/port.js';
import type { HostBridge } from '../host/bridge.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';

/**
 * What a person can paste into an issue: what happened and in what, with no names of files, folders or people but those
 * that the error itself says.
 */
export function errorReportText(error: ErrorReport, state: PanelState, host: HostBridge['kind']): string {
  const { connection, document, tool } = state;
  const engine = connection.phase === 'ready' ? connection.engine.version : connection.phase;
  const picture = document ? `${document.width} × ${document.height}, ${document.bits} bit` : 'none';
  return [
    text.error.report,
    `code: ${error.code}`,
    `title: ${error.title}`,
    `cause: ${error.cause}`,
    ...error.remedy.map((remedy) => `remedy: ${remedy}`),
    `docs: ${error.docs}`,
    `host: ${host}`,
    `engine: ${engine}`,
    `tool: ${tool}`,
    `picture: ${picture}`,
    '',
  ].join('\n');
}
