// SPDX-License-Identifier: Apache-2.0
// The measured sections as docs/quality.md.

const figure = (value, digits) =>
  value === undefined ? '–' : typeof value === 'number' ? value.toFixed(digits) : value;

/**
 * A table of rows { name, values: { column: number | number[] } }. Columns are { id, title, digits, worst }: of several pictures the
 * mean is shown and, with `worst` ('least' or 'most'), the worst one.
 */
export function table(columns, rows) {
  const cell = (values, { id, digits = 2, worst }) => {
    const value = values[id];
    if (!Array.isArray(value)) return figure(value, digits);
    const average = value.reduce((a, b) => a + b, 0) / value.length;
    if (!worst) return figure(average, digits);
    const extreme = worst === 'least' ? Math.min(...value) : Math.max(...value);
    return `${figure(average, digits)} (${figure(extreme, digits)})`;
  };
  return [
    `| | ${columns.map(({ title }) => title).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...rows.map(({ name, values }) => `| ${name} | ${columns.map((c) => cell(values, c)).join(' | ')} |`),
  ].join('\n');
}

/** What a section says where its data are not there. */
export const absent = (what) => `*Not measured: ${what} is absent here.*`;

export function render(sections) {
  return `# Quality

Made by \`npm run quality\`; do not edit by hand. Every tool against known results, without a model, with the models that come with Sfumato, and
with the optional ones that were installed. Means over the pictures; in brackets the worst picture. *Held out* sets were not trained or
tuned on. Where a set is absent (\`../shared/data\` is not part of the project) its rows say so.

${sections.map(({ title, parts }) => `## ${title}\n\n${parts.join('\n\n')}`).join('\n\n')}
`;
}
