// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const child = join(import.meta.dirname, '../memory/child.mjs');
const gigabyte = 1e9;

function row(tool, megapixels, [width, height], dtype, limit, slow = false) {
  return {
    title: `${tool}: ${megapixels} MP, ${dtype === 'u8' ? 8 : 16} bits a channel`,
    async measure({ quick }) {
      if (process.platform !== 'linux') return { facts: ['Not measured: needs /proc.'] };
      if (slow && quick) return { facts: ['Not measured with --quick.'] };
      const args = ['--expose-gc', child, tool, String(width), String(height), dtype];
      const { stdout, stderr, signal } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        timeout: 900_000,
      });
      const line = stdout.trim().split('\n').at(-1);
      if (!line) return { facts: [`Not measured: ${signal ?? stderr.trim().split('\n').at(-1)}`] };
      const { base, peak, seconds, models, failure } = JSON.parse(line);
      if (failure) return { facts: [`Not measured: ${failure}`] };
      const used = peak - base;
      const goal = { against: `${limit} GB`, atMost: 1 };
      return {
        facts: [
          `${(used / gigabyte).toFixed(2)} GB above ${(base / gigabyte).toFixed(2)} GB that the process with its model held before; the picture and the result are in it.`,
          `${seconds.toFixed(1)} s, ${models.length ? `models: ${models.join(', ')}` : 'no model'}.`,
        ],
        verdicts: [{ goal, ratio: used / (limit * gigabyte), met: used <= limit * gigabyte }],
      };
    },
  };
}

const mp24 = [6000, 4000];
const mp200 = [16384, 12207];

export const group = {
  id: 'memory',
  title: 'Memory: most resident bytes, one tool in a process of its own',
  rows: [
    ...['mask', 'fill', 'relight', 'denoise'].map((tool) => row(tool, 24, mp24, 'u16', 1.5)),
    ...['denoise', 'mask'].map((tool) => row(tool, 200, mp200, 'u8', 3, true)),
  ],
};
