// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';

const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

/**
 * Why a request must not be answered, or undefined. `Host` must name this machine, so that a foreign name that was made
 * to resolve here (DNS rebinding) gets nothing; `Origin` must not be a web page of anyone else's. Panels send none,
 * `null`, or a scheme of their host's own (UXP, CEP's file://).
 */
export function objection({ headers }: Pick<IncomingMessage, 'headers'>, port: number): string | undefined {
  const host = parsed(`http://${headers.host ?? ''}`);
  if (!host || !loopbackNames.has(host.hostname) || portOf(host) !== port) {
    return `The host ${clipped(headers.host)} is not this machine.`;
  }
  const { origin } = headers;
  if (origin === undefined || origin === 'null') return undefined;
  const from = parsed(origin);
  if (!from) return `The origin ${clipped(origin)} is not valid.`;
  if (from.protocol !== 'http:' && from.protocol !== 'https:') return undefined;
  const own = from.protocol === 'http:' && loopbackNames.has(from.hostname) && portOf(from) === port;
  return own ? undefined : `The origin ${clipped(origin)} is another web site.`;
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

const portOf = (url: URL) => (url.port === '' ? 80 : Number(url.port));
const clipped = (text: string | undefined) => JSON.stringify((text ?? '').slice(0, 100));
