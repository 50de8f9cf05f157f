// SPDX-License-Identifier: Apache-2.0
import type { Param, Tool } from '../tool/index.js';
import { clipHelp, takesClips } from './clip.js';
import { flagOf, rangeOf } from './flags.js';

/** The tools' reference in Markdown: docs/tools.md is this, and a test holds the two together. */
export function toolsReference(tools: readonly Tool[]): string {
  const head = [
    '# Tools',
    '',
    'Made from the tools’ declarations by `npm run docs`; do not edit. Every flag is a parameter of the same name in the panels and in OpenFX.',
    '',
  ];
  return `${[...head, ...tools.flatMap(toolSection)].join('\n').trimEnd()}\n`;
}

const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
const row = (...cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(...head), `|${head.map(() => '---').join('|')}|`, ...rows.map((cells) => row(...cells)), ''];
}

function toolSection(tool: Tool): string[] {
  const inputs = Object.entries(tool.inputs)
    .filter(([, { clipFrame }]) => clipFrame === undefined)
    .map(([id, input], i) => [
      i === 0 ? 'IN' : `\`${flagOf(id)}\``,
      input.title,
      `${input.help}${input.optional ? ' Optional.' : ''}`,
    ]);
  if (takesClips(tool)) inputs.push(['`--clip`', 'Frames of a clip', clipHelp]);
  const outputs = Object.entries(tool.outputs).map(([id, output]) => [
    `\`${id}\``,
    output.title,
    output.kind + (output.blend ? `, ${output.blend}` : ''),
    `${output.help}${output.always === false ? ' Only with some parameters.' : ''}`,
  ]);
  const models = tool.models.map(({ task, without }) =>
    without === 'required' ? `- ${task}: required` : `- ${task}: without one, ${without.instead}`,
  );
  return [
    `## ${tool.title}`,
    '',
    `\`sfumato ${tool.id} IN… OUT\``,
    '',
    tool.help,
    '',
    ...table(['input', 'title', 'what it is'], inputs),
    ...table(['output', 'title', 'kind', 'what it is'], outputs),
    ...paramSections(tool),
    ...(models.length > 0 ? ['Models that it uses:', '', ...models, ''] : []),
  ];
}

function paramSections(tool: Tool): string[] {
  const byGroup = new Map<string, [string, Param][]>();
  for (const [id, param] of Object.entries(tool.params)) {
    const title = param.group === undefined ? 'Parameters' : (tool.groups[param.group]?.title ?? param.group);
    byGroup.set(title, [...(byGroup.get(title) ?? []), [id, param]]);
  }
  return [...byGroup].flatMap(([title, params]) => [
    `### ${tool.title}: ${title.toLowerCase()}`,
    '',
    ...table(
      ['flag', 'title', 'values', 'what it does'],
      params.map(([id, param]) => [`\`${flagOf(id)}\``, param.title, rangeOf(param), param.help]),
    ),
  ]);
}
