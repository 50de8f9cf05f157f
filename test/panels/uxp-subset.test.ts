// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { missingAttributes, missingGlobals, problemsOf } from './uxp-subset.js';

const panels = fileURLToPath(new URL('../../plugins/panels', import.meta.url));
const source = join(panels, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, code: readFileSync(join(source, file), 'utf8') }));

/** Code without comments and texts. */
const bare = (code: string) =>
  code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/'(?:\\.|[^'\\\n])*'/g, "''");

describe('the style sheet', () => {
  it('keeps to what UXP documents', () => {
    expect(problemsOf(readFileSync(join(panels, 'dist', 'panels.css'), 'utf8'))).toEqual([]);
  });
  it('would be told of what UXP does not know', () => {
    const bad = `.a { display: grid; gap: 4px } @media (x) { .b { color: red } } .c:focus-visible { width: 3ch }
      .d { width: 100%; padding: 4px } .e { transition: none } .f { color: hsl(1 2 3) } * { top: 0 }`;
    const problems = problemsOf(bad).join('\n');
    for (const word of [
      'grid',
      'gap',
      '@media',
      'focus-visible',
      '3ch',
      'box-sizing',
      'transition',
      'hsl',
      'everything',
    ])
      expect(problems).toContain(word);
  });
});

describe('the code', () => {
  it('uses nothing that UXP lacks', () => {
    const found = files.flatMap(({ file, code }) =>
      [
        ...missingGlobals.filter((name) => new RegExp(`\\b${name}\\b`).test(bare(code))),
        ...missingAttributes.filter((name) => new RegExp(`\\b${name}=`).test(code)),
        ...(/\bimport\(|\beval\(|new Function/.test(bare(code)) ? ['dynamic code'] : []),
        ...(file.endsWith('.tsx') &&
        /<(svg|canvas|select|label|form|table|ul|li|p|h[1-6])[\s>]/.test(bare(code))
          ? ['an element to avoid']
          : []),
      ].map((what) => `${file}: ${what}`),
    );
    expect(found).toEqual([]);
  });
  it('keeps every word that people read in one file', () => {
    const shown = /(?:aria-label|placeholder|label|title|help)="[^"]+"|>\s*[A-Za-z][A-Za-z ,.’]+\s*</g;
    const found = files
      .filter(({ file }) => file.endsWith('.tsx'))
      .flatMap(({ file, code }) =>
        [
          ...bare(code)
            .replace(/=>|<[A-Z]\w*<|[a-z]<[A-Z]/g, '')
            .matchAll(shown),
        ].map(([words]) => `${file}: ${words}`),
      );
    expect(found).toEqual([]);
  });
});
