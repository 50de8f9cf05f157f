// SPDX-License-Identifier: Apache-2.0
// Opens the exact bytes of a .ccx in Chromium, behind the emulated host.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fromBuffer } from 'yauzl';
import { chromiumFlags, findChromium } from '../../../../scripts/chromium.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

export interface PackedFile {
  readonly bytes: Buffer;
  /** Unix permission bits. */
  readonly mode: number;
}

/** The files of a package, read by another library than the one that wrote it. */
export function unpack(ccx: Buffer): Promise<ReadonlyMap<string, PackedFile>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, PackedFile>();
    fromBuffer(ccx, { lazyEntries: true }, (error, zip) => {
      if (error || !zip) return reject(error);
      zip.on('error', reject);
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (problem, stream) => {
          if (problem || !stream) return reject(problem);
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            const mode = (entry.externalFileAttributes >>> 16) & 0o777;
            files.set(entry.fileName, { bytes: Buffer.concat(parts), mode });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}

export interface OpenPlugin {
  readonly page: Page;
  /** The panels that the plug-in offers. */
  readonly panels: readonly string[];
  readonly errors: string[];
  close(): Promise<void>;
}

/** Starts the plug-in in a window of a panel's size. `ports`: where engines are, by the port that the plug-in tries. */
export async function openPlugin(
  ccx: Buffer,
  ports: Readonly<Record<string, number>>,
  size = { width: 300, height: 900 },
): Promise<OpenPlugin> {
  const files = await unpack(ccx);
  const text = (name: string) => files.get(name)?.bytes.toString('utf8') ?? '';
  const bundled = await build({
    entryPoints: [join(here, 'page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  const folder = mkdtempSync(join(tmpdir(), 'sfumato-photoshop-'));
  writeFileSync(join(folder, 'realm.js'), bundled.outputFiles[0]?.contents ?? '');
  writeFileSync(join(folder, 'panels.css'), text('panels.css'));
  writeFileSync(
    join(folder, 'host.html'),
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Photoshop</title><style>html,body{margin:0;height:100%}</style><link rel="stylesheet" href="panels.css"></head><body><script src="realm.js"></script></body></html>',
  );
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
    const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(join(folder, 'host.html')).href);
    await page.evaluate((map) => window.realm.setPorts(map), ports);
    const script = text('main.js');
    const manifest = JSON.parse(text('manifest.json'));
    const panels = await page.evaluate(([source, read]) => window.realm.start(source, read), [
      script,
      manifest,
    ] as const);
    return { page, panels, errors, close };
  } catch (error) {
    await close();
    throw error;
  }
}
