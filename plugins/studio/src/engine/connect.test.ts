// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { credentials } from './connect.js';

function door(hash: string) {
  const kept = new Map<string, string>();
  const shown: string[] = [];
  return {
    kept,
    shown,
    location: { host: '127.0.0.1:27182', hash, pathname: '/' },
    history: {
      replaceState: (_: unknown, __: string, url?: string | URL | null) => void shown.push(String(url)),
    },
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
  };
}

it('shows the launch secret once, hides it from the address, and the token from then on', async () => {
  const way = door('#launch=secret');
  const endpoint = credentials(way);
  expect(way.shown).toEqual(['/']);
  expect(await endpoint()).toEqual({ urls: ['ws://127.0.0.1:27182/engine'], auth: { pairing: 'secret' } });
  way.kept.set('sfumato.token', 'token');
  expect(await endpoint()).toMatchObject({ auth: { token: 'token' } });
});

it('leaves an address without a secret alone, and comes without a word where there is no token', async () => {
  const way = door('');
  const endpoint = credentials(way);
  expect(way.shown).toEqual([]);
  expect(await endpoint()).toEqual({ urls: ['ws://127.0.0.1:27182/engine'] });
});
