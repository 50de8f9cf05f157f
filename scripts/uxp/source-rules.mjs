// SPDX-License-Identifier: Apache-2.0
// What panel code may not use, because UXP has not got it or does it otherwise (its documentation and known issues).
import { elements, missingAttributes, missingGlobals } from './subset.mjs';

/** Code without comments and texts, in as many lines as before. */
export const bare = (code) =>
  code
    .replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/'(?:\\.|[^'\\\n])*'/g, "''")
    .replace(/`(?:\\.|\$\{[^}]*\}|[^`\\])*`/g, (text) => `\`${text.replace(/[^\n]/g, '')}\``);

/** Each: what it finds, and why that is no good there. `in`: only in files whose path matches. */
const rules = [
  ...missingGlobals.map((name) => ({
    find: new RegExp(`(?<![.\\w'"])${name}\\b(?!['"]?\\s*:)`),
    why: `UXP has no ${name}`,
    // Photoshop has it; panels ask their host, because others have not.
    except: name === 'localStorage' ? /^plugins\/photoshop\// : undefined,
  })),
  ...missingAttributes.map((name) => ({
    find: new RegExp(`\\s${name}=`),
    why: `${name} does nothing, or harm, in UXP`,
    in: /\.tsx$/,
  })),
  { find: /(?<!typeof )\bimport\s*\(/, why: 'UXP loads one script: nothing is imported later' },
  { find: /\beval\s*\(|\bnew Function\b/, why: 'code made of texts is refused' },
  {
    find: /addEventListener\([^)]*\{[^}]*\b(once|passive)\b/,
    why: 'addEventListener knows only `capture`',
  },
  { find: /\.(drawImage|getImageData|putImageData|fillText)\s*\(/, why: 'UXP draws no pictures in a canvas' },
  { find: /\bperformance\.measure\b/, why: 'performance.measure is broken' },
  { find: /\bonerror\s*=(?!=)(?![^\n]*null)/, why: 'window.onerror is never called', in: /\.tsx$/ },
  { find: /\son(KeyPress|Drag\w*|Drop)=/, why: 'there is no keypress, and nothing can be dragged in' },
  {
    find: /<(img|canvas|input)\b[^>]*\s(width|height)=/,
    why: 'sizes without a unit are ignored',
    in: /\.tsx$/,
  },
  {
    find: /\bnew WebSocket\b|(?<![.\w])fetch\s*\(|\bXMLHttpRequest\b/,
    why: 'connections are made in one place, to this computer alone',
    // Hands the host's own on; the client takes it from there.
    except: /^plugins\/photoshop\/src\/main\.tsx$|^core\/src\/protocol\/client\//,
  },
];

const lower = new Set([...elements].map((name) => name.toLowerCase()));

/** What is wrong with a file, one sentence each with its line. `path`: relative to the project, with slashes. */
export function sourceProblems(path, code) {
  const text = bare(code);
  const lines = text.split('\n');
  const problems = [];
  for (const { find, why, in: only, except } of rules) {
    if ((only && !only.test(path)) || except?.test(path)) continue;
    const at = lines.findIndex((line) => find.test(line));
    if (at >= 0) problems.push(`${path}:${at + 1}: ${why}`);
  }
  if (!path.endsWith('.tsx')) return problems;
  for (const [at, line] of lines.entries()) {
    for (const [, name] of line.matchAll(/(?<![\w.])<([a-z][a-z0-9]*)(?=[\s>/]|$)/g)) {
      if (!lower.has(name)) problems.push(`${path}:${at + 1}: <${name}> is not drawn as in a browser`);
    }
  }
  return problems;
}
