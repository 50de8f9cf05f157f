// SPDX-License-Identifier: Apache-2.0
// What is checked in the real host, because no emulator can answer for it.
import type { Photoshop } from '../photoshop/port.js';

/** One thing that the bridge relies on. */
export interface SmokeCheck {
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  /** Throws when it does not hold; may give something worth knowing. */
  run(photoshop: Photoshop): Promise<string | undefined>;
}

export interface SmokeFinding {
  readonly id: string;
  readonly title: string;
  readonly holds: boolean;
  /** What is worth knowing, or why it does not hold. */
  readonly detail: string;
  readonly ms: number;
}

/** Throws with both when they differ. */
export function same(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b} but found ${a}`);
}

/** Throws with the first place where samples differ. */
export function sameSamples(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  same(found.length, expected.length, `${what}, number of samples`);
  for (let i = 0; i < found.length; i++) {
    if (found[i] !== expected[i]) {
      throw new Error(`${what}: sample ${i} is ${found[i]} and not ${expected[i]}`);
    }
  }
}

/** Runs checks one after the other; each finding is told as it comes. */
export async function runChecks(
  photoshop: Photoshop,
  checks: readonly SmokeCheck[],
  found: (finding: SmokeFinding) => void = () => {},
  now: () => number = () => Date.now(),
): Promise<readonly SmokeFinding[]> {
  const findings: SmokeFinding[] = [];
  for (const { id, title, run } of checks) {
    const began = now();
    const [holds, detail] = await run(photoshop).then(
      (words) => [true, words ?? ''] as const,
      (error: unknown) => [false, error instanceof Error ? error.message : String(error)] as const,
    );
    const finding = { id, title, holds, detail, ms: now() - began };
    findings.push(finding);
    found(finding);
  }
  return findings;
}
