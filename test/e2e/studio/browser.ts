// SPDX-License-Identifier: Apache-2.0
// Studio in a real browser, with the real engine behind it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../../scripts/chromium.mjs';
import { EngineProcess } from './engine-process.js';

export const browserPath: string | undefined = findChromium();
if (!browserPath)
  console.warn(
    'Skipped: Studio’s browser tests need Chromium. Run `node scripts/chromium.mjs` for how to get it.',
  );

export const testData = (name: string): string =>
  join(fileURLToPath(new URL('../../data', import.meta.url)), name);

/** A full job as the page sent it. */
export interface SentJob {
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** An engine and a browser that one test file shares. */
export class StudioSession {
  readonly engine = new EngineProcess();
  #browser: Browser | undefined;
  #address = '';
  #token = '';

  async start(): Promise<void> {
    await this.engine.start();
    this.#browser = await chromium.launch({ executablePath: browserPath ?? '', args: chromiumFlags });
    // The launch address is good once: later pages bring the token that the first one got.
    const launch = this.engine.launchAddress();
    this.#address = new URL('/', launch).href;
    const first = await this.#browser.newPage();
    await first.goto(launch);
    await first.getByText('Engine ready').waitFor();
    this.#token = (await first.evaluate(() => localStorage.getItem('sfumato.token'))) ?? '';
    await first.close();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.engine.close();
  }

  /** A fresh page: nothing is remembered from the one before. */
  async open(
    options: { theme?: 'dark' | 'light'; width?: number; height?: number } = {},
  ): Promise<StudioPage> {
    if (!this.#browser) throw new Error('Expected a started session');
    const { theme = 'dark', width = 1280, height = 800 } = options;
    const kept = [
      { name: 'sfumato.token', value: this.#token },
      { name: 'sfumato.theme', value: theme },
    ];
    const context = await this.#browser.newContext({
      viewport: { width, height },
      acceptDownloads: true,
      storageState: { cookies: [], origins: [{ origin: new URL(this.#address).origin, localStorage: kept }] },
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const studio = new StudioPage(page, context);
    await page.goto(this.#address);
    await page.getByText('Engine ready').waitFor();
    return studio;
  }
}

export class StudioPage {
  /** What the page complained about: nothing, in a good test. */
  readonly complaints: string[] = [];
  readonly jobs: SentJob[] = [];

  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (typeof payload !== 'string') return;
        const { type, tool, params, quality } = JSON.parse(payload);
        if (type === 'job.run' && quality === 'full') this.jobs.push({ tool, params });
      }),
    );
  }

  /** Drops a picture of test/data on the page and waits until it shows. */
  async drop(name: string, bytes: Buffer = readFileSync(testData(name))): Promise<void> {
    const data = await this.page.evaluateHandle(
      ({ base64, file }) => {
        const transfer = new DataTransfer();
        const content = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        transfer.items.add(new File([content], file));
        return transfer;
      },
      { base64: bytes.toString('base64'), file: name },
    );
    await this.page.dispatchEvent('body', 'dragover', { dataTransfer: data });
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: data });
  }

  async openPicture(name: string, bytes?: Buffer): Promise<void> {
    await this.drop(name, bytes);
    await this.page.locator('.facts strong').getByText(name, { exact: true }).waitFor();
    await this.pictureDrawn();
  }

  /** Clicks in the picture: 0..1 from its left and top. */
  async clickPicture(x: number, y: number): Promise<void> {
    const box = await this.overlayBox();
    await this.page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  }

  async overlayBox(): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.page.locator('.stage-overlay').boundingBox();
    if (!box) throw new Error('Expected a picture on the stage');
    return box;
  }

  tool(name: 'Mask' | 'Fill' | 'Relight' | 'Denoise'): Promise<void> {
    return this.page.getByRole('tab', { name }).click();
  }

  /** Runs the tool in full and waits until its result is a layer. */
  async apply(tool: string): Promise<void> {
    const before = await this.layers().count();
    await this.page.getByRole('button', { name: `Apply ${tool}` }).click();
    await this.layers().nth(before).waitFor({ timeout: 60_000 });
  }

  layers(): Locator {
    return this.page.locator('.layer');
  }

  layerNames(): Promise<string[]> {
    return this.page.locator('.layer-name').allTextContents();
  }

  /** How many pictures the viewer has shown so far. */
  async pictures(): Promise<number> {
    return Number((await this.page.locator('.stage-canvas').getAttribute('data-pictures')) ?? 0);
  }

  /** Waits until a further picture shows than the `seen` first ones. */
  async pictureAfter(seen: number): Promise<void> {
    await this.page.waitForFunction(
      (n) => Number(document.querySelector<HTMLElement>('.stage-canvas')?.dataset.pictures ?? 0) > n,
      seen,
    );
  }

  /** Waits until everything that the stage wants to show is there. */
  async pictureDrawn(): Promise<void> {
    await this.page.locator('.stage-canvas[data-complete="true"]').waitFor();
  }

  /** The colour on the stage at a place of the picture: 0..1. */
  async colourAt(x: number, y: number): Promise<number[]> {
    const box = await this.overlayBox();
    const stage = await this.page.locator('.stage-canvas').boundingBox();
    const at = {
      x: Math.floor(box.x - (stage?.x ?? 0) + x * box.width),
      y: Math.floor(box.y - (stage?.y ?? 0) + y * box.height),
    };
    return this.page.evaluate(({ x: left, y: top }) => {
      const canvas = document.querySelector<HTMLCanvasElement>('.stage-canvas');
      return [...(canvas?.getContext('2d')?.getImageData(left, top, 1, 1).data ?? [])];
    }, at);
  }

  /** Downloads the chosen layer, or the document as PSD. */
  async download(choice: { format: 'PNG' | 'TIFF' | 'PSD' | 'JPEG'; layer?: string; depth?: string }) {
    await this.page.getByRole('button', { name: 'Download' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: choice.format }).check();
    if (choice.layer !== undefined)
      await dialog.getByRole('combobox', { name: 'Layer' }).selectOption({ label: choice.layer });
    if (choice.depth !== undefined)
      await dialog.getByRole('combobox', { name: 'Depth' }).selectOption({ label: choice.depth });
    const coming = this.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
