// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorKinds } from '@sfumato/core/protocol';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('docs', () => {
  it('have one page for each error code, with its title, causes and what to do', () => {
    const pages = readdirSync(`${root}docs/errors`).sort();
    expect(pages).toEqual(
      Object.keys(errorKinds)
        .map((code) => `${code}.md`)
        .sort(),
    );
    for (const [code, { title }] of Object.entries(errorKinds)) {
      const page = readFileSync(`${root}docs/errors/${code}.md`, 'utf8');
      expect(page.startsWith(`# ${title} (${code})\n`), `the title of ${code}.md`).toBe(true);
      for (const section of ['## Likely causes', '## What to do']) expect(page).toContain(section);
    }
  });

  it('hold the references of tools and protocol that the code declares', () => {
    const { status, stderr } = spawnSync(process.execPath, [`${root}scripts/tool-docs.mjs`, '--check'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
