// SPDX-License-Identifier: Apache-2.0
// The measured rows as docs/benchmarks.md.

const ms = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));

function goalText({ goal, ratio, met }) {
  const wanted =
    goal.atLeast !== undefined
      ? `≥ ${goal.atLeast} × as fast as ${goal.against}`
      : goal.within !== undefined
        ? `${goal.against}: ≤ ${goal.within} × that time`
        : `≤ ${goal.atMost} × ${goal.against}`;
  if (ratio === undefined) return `- ${wanted}: not measured, ${goal.against} is not present here`;
  return `- ${wanted}: **${ratio.toFixed(2)} ×**${met ? '' : ' (missed)'}`;
}

function rowText({ title, note, results, verdicts, facts }) {
  const lines = [`### ${title}`, ''];
  if (note) lines.push(note, '');
  if (results?.length) {
    const ours = results.find((r) => r.ours);
    lines.push('| | median ms | fastest ms | × ours |', '|---|---|---|---|');
    for (const r of results) {
      const name = r.ours ? `**${r.name}**` : r.name;
      lines.push(`| ${name} | ${ms(r.median)} | ${ms(r.min)} | ${(r.median / ours.median).toFixed(2)} |`);
    }
    const { rounds, disturbed = 0 } = results[0];
    const noise = disturbed ? `; other processes took more than 15 % of a core in ${disturbed} of them` : '';
    lines.push('', `${rounds} interleaved rounds${noise}.`, '');
  }
  if (verdicts?.length) lines.push(...verdicts.map(goalText), '');
  for (const fact of facts ?? []) lines.push(`- ${fact}`);
  if (facts?.length) lines.push('');
  return lines.join('\n');
}

export function renderReport({ machine, groups, sections }) {
  const missed = groups.flatMap((g) =>
    g.rows.flatMap((r) => (r.verdicts ?? []).filter((v) => v.met === false).map((v) => ({ r, v }))),
  );
  const met = groups.flatMap((g) => g.rows.flatMap((r) => (r.verdicts ?? []).filter((v) => v.met))).length;
  const summary = missed.length
    ? missed.map(({ r, v }) => `- ${r.title}: ${goalText(v).slice(2)}`).join('\n')
    : '- none';
  return `# Benchmarks

Made by \`npm run bench\`; do not edit by hand. Every table is one run: the competitors take turns, medians are compared, and ratios are what
counts, since absolute times move between machines. *Floor* is a copy loop past the cache on all threads, moving as many bytes as the job
must read and write, timed in the same rounds. Before each timing garbage is collected and 25 ms pass; each round begins with another competitor;
rounds in which other processes took more than 15 % of a core are done again.

${machine.map((line) => `- ${line}`).join('\n')}

## Goals

${met} met. Missed:

${summary}

${groups.map((g) => `## ${g.title}\n\n${g.rows.map(rowText).join('\n')}`).join('\n')}
${sections.join('\n\n')}
`;
}
