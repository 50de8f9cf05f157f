// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import type { Tool } from '../tool/index.js';
import type { TextSink } from './report.js';
import { toolsReference } from './tools-reference.js';

/** A declaration as data: everything but the function. */
export function describeTool({ run: _, ...declaration }: Tool): Omit<Tool, 'run'> {
  return declaration;
}

/** `sfumato tools`: what every tool takes and gives, as a page or as JSON. */
export function toolsCommand(tools: readonly Tool[], out: TextSink): Command {
  return new Command('tools')
    .description('Show what every tool takes and gives.')
    .argument('[id]', 'one tool only')
    .option('--json', 'the declarations as JSON')
    .action((id: string | undefined, { json }: { json?: boolean }) => {
      const chosen = id === undefined ? tools : tools.filter((tool) => tool.id === id);
      out.write(json ? `${JSON.stringify(chosen.map(describeTool), null, 2)}\n` : toolsReference(chosen));
    });
}
