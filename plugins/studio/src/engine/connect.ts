// SPDX-License-Identifier: Apache-2.0
// The engine that served this page. How it lets the page in: the address that `sfumato studio` opens carries a launch
// secret behind the #, which browsers send to nobody; it is good once and gives the token that this tab keeps.
import { EngineClient, type EngineClientOptions, enginePath } from '@sfumato/core/protocol';

const tokenKey = 'sfumato.token';

export interface Door {
  readonly location: Pick<Location, 'host' | 'hash' | 'pathname'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** What the page shows the engine: the launch secret of its address once, then the token that it got for it. */
export function credentials({ location, history, storage }: Door): EngineClientOptions['endpoint'] {
  const words = new URLSearchParams(location.hash.slice(1));
  let launch = words.get('launch') ?? undefined;
  // The secret stays neither in the address bar nor in the browser's history.
  if (launch !== undefined) history.replaceState(null, '', location.pathname);
  return () => {
    const token = storage.getItem(tokenKey) ?? undefined;
    const auth = launch !== undefined ? { pairing: launch } : token !== undefined ? { token } : undefined;
    launch = undefined;
    return { urls: [`ws://${location.host}${enginePath}`], ...(auth && { auth }) };
  };
}

export function connect(version: string): EngineClient {
  const door: Door = { location, history, storage: localStorage };
  const launched = location.hash.includes('launch=');
  const client = new EngineClient({
    WebSocket,
    client: { kind: 'studio', name: 'Sfumato Studio', version },
    endpoint: credentials(door),
    onToken: (token) => door.storage.setItem(tokenKey, token),
  });
  if (!launched) return client;
  // An old launch address, such as a bookmark, is refused; the token of an earlier visit may still be good.
  const stop = client.subscribe(() => {
    const { phase } = client.state;
    if (phase === 'ready' || phase === 'refused') stop();
    if (phase === 'refused' && door.storage.getItem(tokenKey) !== null) client.retry();
  });
  return client;
}
