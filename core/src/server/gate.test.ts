// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Gate } from './gate.js';
import { objection } from './origin.js';

const refused = expect.objectContaining({ code: 'ENGINE_REFUSED' });

function gateAt(clock: { now: number }) {
  return new Gate('the-token', () => clock.now);
}

describe('the gate', () => {
  it('lets in whoever shows the token, and nobody else', () => {
    const gate = gateAt({ now: 0 });
    expect(gate.admit({ token: 'the-token' })).toBeUndefined();
    for (const auth of [undefined, { token: '' }, { token: 'the-tokem' }, { pairing: 'the-token' }]) {
      expect(() => gate.admit(auth)).toThrow(refused);
    }
  });

  it('gives the token for a code, once, with or without its dash, for five minutes', () => {
    const clock = { now: 0 };
    const gate = gateAt(clock);
    const { secret, expiresInMs } = gate.newPairing('code');
    expect(secret).toMatch(/^\d{3}-\d{3}$/);
    expect(gate.admit({ pairing: secret.replace('-', ' ') })).toBe('the-token');
    expect(() => gate.admit({ pairing: secret })).toThrow(refused);
    const late = gate.newPairing('code');
    clock.now += expiresInMs + 1;
    expect(() => gate.admit({ pairing: late.secret })).toThrow(refused);
  });

  it('makes launch secrets that cannot be guessed', () => {
    const gate = gateAt({ now: 0 });
    const { secret } = gate.newPairing('launch');
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect(() => gate.admit({ pairing: secret.toLowerCase() })).toThrow(refused);
    expect(gate.admit({ pairing: secret })).toBe('the-token');
  });

  it('stops looking at codes after five wrong ones, and takes back those that are out', () => {
    const clock = { now: 0 };
    const gate = gateAt(clock);
    const { secret } = gate.newPairing('code');
    const wrong = secret === '000-000' ? '000-001' : '000-000';
    for (let i = 0; i < 5; i++) expect(() => gate.admit({ pairing: wrong })).toThrow('wrong');
    expect(() => gate.admit({ pairing: secret })).toThrow('Too many');
    clock.now += 60_000;
    expect(() => gate.admit({ pairing: secret })).toThrow('wrong');
    expect(gate.admit({ pairing: gate.newPairing('code').secret })).toBe('the-token');
    expect(gate.admit({ token: 'the-token' })).toBeUndefined();
  });
});

describe('host and origin', () => {
  const check = (host: string | undefined, origin?: string) =>
    objection(
      { headers: { ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) } },
      27182,
    );

  it('let this machine’s own page and panels in', () => {
    for (const host of ['127.0.0.1:27182', 'localhost:27182', 'LOCALHOST:27182']) {
      expect(check(host)).toBeUndefined();
      for (const origin of [
        'null',
        'file://',
        'http://127.0.0.1:27182',
        'http://localhost:27182',
        'uxp-internal://x',
      ]) {
        expect(check(host, origin), origin).toBeUndefined();
      }
    }
  });

  it('keep other sites and foreign names out', () => {
    for (const host of [
      undefined,
      '',
      'evil.example',
      'evil.example:27182',
      '127.0.0.1:80',
      '127.0.0.1',
      '[::1]:27182',
      '127.0.0.1.evil.example:27182',
    ]) {
      expect(check(host), String(host)).toContain('not this machine');
    }
    for (const origin of [
      'https://evil.example',
      'http://evil.example:27182',
      'http://127.0.0.1:8080',
      'https://127.0.0.1:27182',
      'http://127.0.0.1.evil.example:27182',
      'x y',
    ]) {
      expect(check('127.0.0.1:27182', origin), origin).toContain('origin');
    }
  });
});
