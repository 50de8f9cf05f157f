// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';

// No code is made from strings: Studio's content security policy and UXP forbid it, and report even the attempt.
z.config({ jitless: true });

/** The schema with what it is for: docs/protocol.md is made of it. A copy, because one schema serves many fields. */
export function described<T extends z.core.$ZodType>(description: string, schema: T): T {
  const copy = z.clone(schema);
  z.globalRegistry.add(copy, { description });
  return copy;
}

export const maxId = 0xffff_ffff;

export const id = () => z.int().check(z.minimum(1), z.maximum(maxId));
export const count = () => z.int().check(z.minimum(0));
export const text = (longest: number) => z.string().check(z.maxLength(longest));
export const name = () => z.string().check(z.minLength(1), z.maxLength(200));
export const fraction = () => z.number().check(z.minimum(0), z.maximum(1));

/** What is wrong with a message, in one sentence part: where, and what was expected. */
export function problemOf(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'it is not valid';
  const where = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  switch (issue.code) {
    case 'invalid_type':
      return `${where}expected ${issue.expected}`;
    case 'invalid_value':
      return `${where}expected one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${where}expected at least ${issue.minimum}`;
    case 'too_big':
      return `${where}expected at most ${issue.maximum}`;
    default:
      return `${where}not valid (${issue.code})`;
  }
}
