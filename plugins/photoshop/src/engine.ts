// SPDX-License-Identifier: Apache-2.0
import {
  CarriedSocket,
  EngineClient,
  type EngineSocketConstructor,
  type ExchangeFolder,
  enginePath,
  enginePorts,
  folderCarrier,
  httpCarrier,
} from '@sfumato/core/protocol';
import { keptExchange } from './host/exchange.js';
import type { UxpHost } from './uxp.js';

const tokenKey = 'sfumato.token';

function textOf(bytes: Uint8Array): string {
  // UXP has no TextDecoder; a token is plain ASCII.
  return String.fromCharCode(...bytes);
}

/** Some systems know this computer by its name only. */
const names = ['127.0.0.1', 'localhost'];
const folderUrl = 'folder:';

const addresses = (scheme: string, hosts: readonly string[]) =>
  hosts.flatMap((host) => enginePorts.map((port) => `${scheme}://${host}:${port}${enginePath}`));

/** Where an engine may be, the fastest way first: WebSocket, plain HTTP, then the folder that the person chose. */
export const engineAddresses = (folder: boolean): readonly string[] => [
  ...addresses('ws', names),
  ...addresses('http', names.slice(0, 1)),
  ...(folder ? [folderUrl] : []),
];

/** The engine on this machine, with the token that the pairing gave, kept where only this user can read it. */
export function connectEngine(
  host: Pick<UxpHost, 'uxp' | 'localStorage' | 'fetch'>,
  WebSocket: EngineSocketConstructor,
  version: string,
): EngineClient {
  const { secureStorage } = host.uxp.storage;
  let exchange: ExchangeFolder | null = null;
  return new EngineClient({
    WebSocket,
    ways: {
      'http:': (url) => new CarriedSocket(httpCarrier(host.fetch, url)),
      [folderUrl]: () => {
        if (!exchange) throw new RangeError('Expected a folder to have been chosen');
        return new CarriedSocket(folderCarrier(exchange));
      },
    },
    client: { kind: 'photoshop', name: 'Sfumato for Photoshop', version },
    async endpoint() {
      const kept = await secureStorage.getItem(tokenKey).catch(() => null);
      exchange = await keptExchange(host);
      return { urls: engineAddresses(exchange !== null), ...(kept && { auth: { token: textOf(kept) } }) };
    },
    onToken: (token) => {
      secureStorage.setItem(tokenKey, token).catch(() => {
        // Then the person pairs again after the next start.
      });
    },
  });
}
