// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { type Authentication, SfumatoError } from '../protocol/index.js';

/** How long a secret is good, in milliseconds. */
const lifetimes = { code: 300_000, launch: 120_000 } as const;
/** Secrets that wait to be used; the oldest goes. */
const mostSecrets = 16;
/** Wrong pairing attempts, of anyone, after which none is looked at for the rest of the minute. */
const mostFailures = 5;
const failureWindowMs = 60_000;

interface Secret {
  readonly digest: Buffer;
  readonly expires: number;
}

export interface Pairing {
  readonly secret: string;
  readonly expiresInMs: number;
}

/** Decides who may come in. Comparisons take the same time whatever is wrong. */
export class Gate {
  readonly #token: string;
  readonly #now: () => number;
  #secrets: Secret[] = [];
  #failures: number[] = [];

  constructor(token: string, now: () => number = () => performance.now()) {
    this.#token = token;
    this.#now = now;
  }

  /**
   * Returns the token to keep when the client paired, undefined when it showed the token. Throws ENGINE_REFUSED.
   */
  admit(auth: Authentication | undefined): string | undefined {
    if (!auth) throw refused('This client was never paired with the engine.');
    if ('token' in auth) {
      if (timingSafeEqual(digestOf(auth.token), digestOf(this.#token))) return undefined;
      throw refused('The token is not the one of this engine.');
    }
    return this.#pair(auth.pairing);
  }

  /** A six-digit code for a person to type, or a long secret for a launch address. Each is good once. */
  newPairing(as: 'code' | 'launch'): Pairing {
    const digits = String(randomInt(1_000_000)).padStart(6, '0');
    const secret =
      as === 'code' ? `${digits.slice(0, 3)}-${digits.slice(3)}` : randomBytes(24).toString('base64url');
    const expires = this.#now() + lifetimes[as];
    this.#secrets = [...this.#secrets.slice(1 - mostSecrets), { digest: digestOf(normal(secret)), expires }];
    return { secret, expiresInMs: lifetimes[as] };
  }

  #pair(secret: string): string {
    const now = this.#now();
    this.#secrets = this.#secrets.filter(({ expires }) => expires > now);
    this.#failures = this.#failures.filter((at) => now - at < failureWindowMs);
    if (this.#failures.length >= mostFailures) {
      throw refused('Too many wrong codes were tried. Wait a minute, then ask for a new code.');
    }
    const given = digestOf(normal(secret));
    let found: Secret | undefined;
    for (const known of this.#secrets) if (timingSafeEqual(known.digest, given)) found = known;
    if (!found) {
      this.#failures.push(now);
      // Whoever guesses must not get as many tries as there is time.
      if (this.#failures.length >= mostFailures) this.#secrets = [];
      throw refused('The code is wrong, was used before, or is too old.');
    }
    this.#secrets = this.#secrets.filter((known) => known !== found);
    return this.#token;
  }
}

/** People type codes with and without the dash. */
const normal = (secret: string) =>
  /^\d{3}\D?\d{3}$/.test(secret.trim()) ? secret.replace(/\D/g, '') : secret;
const digestOf = (text: string) => createHash('sha256').update(text).digest();
const refused = (cause: string) => new SfumatoError('ENGINE_REFUSED', cause);
