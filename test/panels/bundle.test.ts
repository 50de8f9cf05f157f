// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One script with everything, as UXP loads it. */
async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(root, 'plugins', 'panels') },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2020',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

describe('the panels in one script', () => {
  it('stay under 450 KB with React and the engine’s client, and need nothing of Node', async () => {
    const script = await bundled(`
      import { SfumatoPanel } from '@sfumato/panels';
      import { EngineClient } from '@sfumato/core/protocol';
      import { createRoot } from 'react-dom/client';
      globalThis.sfumato = { SfumatoPanel, EngineClient, createRoot };
    `);
    expect(script.length).toBeGreaterThan(50_000);
    expect(script.length).toBeLessThan(450_000);
    expect(script).not.toMatch(/require\("(node:|fs|path|os)/);
  });
});
