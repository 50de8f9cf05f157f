// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bare, sourceProblems } from '../../scripts/uxp/source-rules.mjs';
import { problemsOf } from './uxp-subset.js';

const panels = fileURLToPath(new URL('../../plugins/panels', import.meta.url));
const source = join(panels, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, code: readFileSync(join(source, file), 'utf8') }));

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
    expect(files.flatMap(({ file, code }) => sourceProblems(`plugins/panels/src/${file}`, code))).toEqual([]);
  });
  it.each([
    ['const w = new Worker(url);', /no Worker/],
    ['queueMicrotask(go);', /queueMicrotask/],
    ['const t = localStorage.getItem(k);', /localStorage/],
    ['<label htmlFor="x">y</label>', /htmlFor/],
    ['<input defaultValue="x" />', /defaultValue/],
    ['<li>x</li>', /<li>/],
    ['<svg viewBox="0" />', /<svg>/],
    ["const m = await import('./m.js');", /one script/],
    ['new Function(code)();', /texts/],
    ["a.addEventListener('x', go, { once: true });", /capture/],
    ['context.drawImage(image, 0, 0);', /canvas/],
    ["performance.measure('x');", /measure/],
    ['<img width={20} src={s} alt="" />', /unit/],
    ['<div onDrop={f} />', /dragged/],
    ['const s = new WebSocket(url);', /one place/],
    ['await fetch(url);', /one place/],
  ])('would be told of %s', (code, why) => {
    expect(sourceProblems('plugins/panels/src/x.tsx', code).join('\n')).toMatch(why);
  });
  it('may be spoken of, and named alike', () => {
    const code = `// A Worker would do.\nconst words = 'WebAssembly';\nhost.fetch(url);\nconst a: Array<string> = [];\nf<unknown>(x);`;
    expect(sourceProblems('plugins/panels/src/x.tsx', code)).toEqual([]);
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
