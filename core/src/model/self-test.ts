// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SfumatoError } from '../protocol/error.js';
import { type Provider, providers } from './manifest.js';
import type { Graph } from './runtime.js';
import { fillTensor, type SelfTest } from './self-test-vector.js';
import { writeAtomically } from './store/disk.js';

/**
 * Compares a graph's numbers with what they must be. Returns what is wrong, as a clause; undefined when all is right.
 * Throws what the graph's run throws.
 */
export async function checkGraph(graph: Graph, test: SelfTest): Promise<string | undefined> {
  const inputs = Object.fromEntries(test.inputs.map((input) => [input.tensor, fillTensor(input)]));
  const outputs = await graph.run(
    inputs,
    test.outputs.map(({ tensor }) => tensor),
  );
  for (const { tensor, samples, tolerance } of test.outputs) {
    const found = outputs[tensor];
    if (found?.dtype !== 'f32') return `the output ${tensor} is ${found?.dtype ?? 'missing'}`;
    for (const [index, expected] of samples) {
      const value = found.data[index] ?? Number.NaN;
      if (!(Math.abs(value - expected) <= tolerance)) {
        return `${tensor}[${index}] is ${value} instead of ${expected} (± ${tolerance})`;
      }
    }
  }
  return undefined;
}

/** What a pass depends on. */
export interface TestSubject {
  readonly modelHash: string;
  readonly provider: Provider;
  readonly runtime: string;
  readonly tests: readonly SelfTest[];
}

const record = z.object({ state: z.enum(['running', 'passed']), pid: z.number() });
const records = z.record(z.string(), record);

/** What is remembered of self-tests on this machine, in the user folder. A damaged file counts as empty. */
export interface SelfTestMemory {
  /** passed: no need to test again. crashed: the process that tested last did not live to tell. */
  recall(subject: TestSubject): Promise<'passed' | 'crashed' | 'unknown'>;
  /** Writes down that a test begins, so that a crash of this process is known. */
  begin(subject: TestSubject): Promise<void>;
  /** Failures are not kept: a new driver gets a new chance. */
  end(subject: TestSubject, passed: boolean): Promise<void>;
}

export function openSelfTestMemory(
  home: string,
  isAlive: (pid: number) => boolean = processLives,
): SelfTestMemory {
  const path = join(home, 'self-tests.json');
  const read = async () => {
    try {
      return records.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      return {};
    }
  };
  const change = async (subject: TestSubject, value: z.infer<typeof record> | undefined) => {
    const { [keyOf(subject)]: _old, ...others } = await read();
    const next = value ? { ...others, [keyOf(subject)]: value } : others;
    await writeAtomically(path, `${JSON.stringify(next, undefined, 1)}\n`);
  };
  return {
    async recall(subject) {
      const found = (await read())[keyOf(subject)];
      if (found?.state === 'passed') return 'passed';
      return found && !isAlive(found.pid) ? 'crashed' : 'unknown';
    },
    begin: (subject) => change(subject, { state: 'running', pid: process.pid }),
    end: (subject, passed) => change(subject, passed ? { state: 'passed', pid: process.pid } : undefined),
  };
}

function keyOf({ modelHash, provider, runtime, tests }: TestSubject): string {
  const vector = createHash('sha256').update(JSON.stringify(tests)).digest('hex').slice(0, 16);
  return [modelHash, provider, runtime, `${process.platform}-${process.arch}`, vector].join(' ');
}

function processLives(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The provider that a person asked for: `auto` takes what the runtime brought along. */
export type ProviderRequest = Provider | 'auto';

/** Reads SFUMATO_PROVIDER. Throws PARAM_INVALID for a name that does not exist. */
export function requestedProvider(
  env: Readonly<Record<string, string | undefined>> = process.env,
): ProviderRequest | undefined {
  const name = env.SFUMATO_PROVIDER;
  if (name === undefined || name === '') return undefined;
  const found = name === 'auto' ? name : providers.find((provider) => provider === name);
  if (found) return found;
  throw new SfumatoError(
    'PARAM_INVALID',
    `SFUMATO_PROVIDER is ${JSON.stringify(name)}, which is none of auto, ${providers.join(', ')}.`,
  );
}
