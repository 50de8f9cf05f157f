// SPDX-License-Identifier: Apache-2.0
import { EngineClient, type EngineSocketConstructor, enginePath, enginePorts } from '@sfumato/core/protocol';
import type { Uxp } from './uxp.js';

const tokenKey = 'sfumato.token';

function textOf(bytes: Uint8Array): string {
  // UXP has no TextDecoder; a token is plain ASCII.
  return String.fromCharCode(...bytes);
}

/** The engine on this machine, with the token that the pairing gave, kept where only this user can read it. */
export function connectEngine(
  { storage }: Pick<Uxp, 'storage'>,
  WebSocket: EngineSocketConstructor,
  version: string,
): EngineClient {
  return new EngineClient({
    WebSocket,
    client: { kind: 'photoshop', name: 'Sfumato for Photoshop', version },
    async endpoint() {
      const kept = await storage.secureStorage.getItem(tokenKey).catch(() => null);
      const urls = enginePorts.map((port) => `ws://127.0.0.1:${port}${enginePath}`);
      return { urls, ...(kept && { auth: { token: textOf(kept) } }) };
    },
    onToken: (token) => {
      storage.secureStorage.setItem(tokenKey, token).catch(() => {
        // Then the person pairs again after the next start.
      });
    },
  });
}
