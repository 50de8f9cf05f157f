// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SfumatoError } from '../protocol/error.js';
import type { ModelManifest } from './manifest.js';
import { errno, writeAtomically } from './store/disk.js';

/** Which commercial-use verdicts a user accepts. */
export const policyLevels = ['cleared-only', 'cleared-and-unclear', 'any'] as const;
export type PolicyLevel = (typeof policyLevels)[number];

const policySchema = z.strictObject({
  allow: z.enum(policyLevels).default('cleared-and-unclear'),
  /** Models that are judged by the user, whatever their verdict. */
  models: z.record(z.string(), z.enum(['allow', 'refuse'])).default({}),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = { allow: 'cleared-and-unclear', models: {} };

/** Why the policy refuses a model, as a sentence; undefined when it allows it. */
export function refusal(policy: Policy, manifest: ModelManifest): string | undefined {
  const { id, commercial } = manifest;
  const own = policy.models[id];
  if (own === 'allow') return undefined;
  if (own === 'refuse') return `${id} is refused by your policy for this model.`;
  const allowed =
    policy.allow === 'any' ||
    commercial.verdict === 'cleared' ||
    (commercial.verdict === 'unclear' && policy.allow === 'cleared-and-unclear');
  if (allowed) return undefined;
  const verdict = commercial.verdict === 'no' ? 'not allowed' : 'unclear';
  return `${id} is refused by the policy ${policy.allow}: commercial use is ${verdict}. ${commercial.reason}`;
}

const settingsFile = (home: string) => join(home, 'config.json');

async function readSettings(home: string): Promise<Record<string, unknown>> {
  const path = settingsFile(home);
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (source) {
    if (errno(source) === 'ENOENT') return {};
    throw unreadable(path, source);
  }
}

const unreadable = (path: string, source: unknown) =>
  new SfumatoError('FILE_UNREADABLE', `${path} could not be read as settings: ${reason(source)}.`, {
    remedy: ['Correct the file, or delete it to go back to the defaults.'],
    source,
  });

function reason(source: unknown): string {
  if (source instanceof z.ZodError) {
    return source.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  }
  return source instanceof Error ? source.message : String(source);
}

/** The user's policy from config.json, or the default. Throws FILE_UNREADABLE for a damaged file. */
export async function readPolicy(home: string): Promise<Policy> {
  const { policy } = await readSettings(home);
  if (policy === undefined) return defaultPolicy;
  const parsed = policySchema.safeParse(policy);
  if (!parsed.success) throw unreadable(settingsFile(home), parsed.error);
  return parsed.data;
}

/** Keeps the policy in config.json; other settings stay. Throws FILE_UNREADABLE, FILE_UNWRITABLE. */
export async function writePolicy(home: string, policy: Policy): Promise<void> {
  const settings = await readSettings(home);
  const text = JSON.stringify({ ...settings, policy: policySchema.parse(policy) }, undefined, 2);
  await writeAtomically(settingsFile(home), `${text}\n`);
}
