// SPDX-License-Identifier: Apache-2.0
// The four panels in Chromium on the real engine. SFUMATO_PICTURES=folder keeps pictures: those of docs/pictures/panels
// are made so.
import { join } from 'node:path';
import type { EngineClient, FrameInfo } from '@sfumato/core/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser, type PanelBrowser } from './browser.js';
import type { Scene } from './fixture/scene.js';
import { openPhotograph, type RealEngine, startRealEngine } from './real-engine.js';

const pictures = process.env.SFUMATO_PICTURES;
let browser: PanelBrowser;
let engine: RealEngine;
let client: EngineClient;
beforeAll(async () => {
  if (!browserPath) return;
  browser = await openBrowser();
  engine = await startRealEngine();
  client = engine.client();
});
afterAll(async () => {
  await browser?.close();
  await engine?.end();
});

/** Passes on to the engine what the page asks of it. */
async function relay(page: Page): Promise<void> {
  await page.exposeFunction('relayModels', () => client.models());
  await page.exposeFunction('relayRun', (job: Parameters<EngineClient['run']>[0]) => client.run(job));
  await page.exposeFunction('relayView', async (...asked: Parameters<EngineClient['view']>) => {
    const { width, height, rgba } = await client.view(asked[0], asked[1]);
    return { width, height, base64: Buffer.from(rgba).toString('base64') };
  });
}

const light = {
  kind: 'point',
  x: 0.78,
  y: 0.16,
  z: 0.45,
  intensity: 0.3,
  temperature: 3400,
  size: 0.15,
  falloff: 2,
  shadows: true,
};
const rim = {
  ...light,
  kind: 'spot',
  x: 0.06,
  y: 0.3,
  intensity: 0.4,
  temperature: 8000,
  target: { x: 0.45, y: 0.35, z: 0.1 },
  angle: 60,
  edge: 0.6,
};

interface RealScene {
  readonly photograph: string;
  readonly scene: Omit<Scene, 'theme'>;
  /** Where something is selected. */
  readonly select?: { x: number; y: number; width: number; height: number };
}

const scenes: Readonly<Record<string, RealScene>> = {
  mask: {
    photograph: 'astronaut.png',
    scene: { tool: 'mask', values: { target: 'person', refine: 85 }, results: 1 },
  },
  fill: {
    photograph: 'coffee.png',
    scene: { tool: 'fill', variations: 4 },
    select: { x: 0.55, y: 0.58, width: 0.16, height: 0.28 },
  },
  relight: {
    photograph: 'astronaut.png',
    scene: { tool: 'relight', values: { lights: [light, rim], exposure: -1.2 }, marks: { light: 0 } },
  },
  denoise: {
    photograph: 'rocket.jpg',
    scene: { tool: 'denoise', values: { luma: 110 }, view: { mode: 'split' }, results: 1 },
  },
};

async function selection(picture: FrameInfo, box: RealScene['select']): Promise<FrameInfo | undefined> {
  if (!box) return undefined;
  const params = { target: 'selection', box, cutout: false };
  const { outputs } = await client.run({ tool: 'mask', inputs: { image: picture.frame }, params });
  return outputs.matte;
}

const cases = Object.entries(scenes)
  .flatMap(([name, real]) =>
    (['dark', 'light'] as const).flatMap((theme) =>
      [260, 420].map((width) => ({ name, real, theme, width })),
    ),
  )
  .filter(({ theme, width }) => pictures || (theme === 'dark' && width === 260));

describe.skipIf(!browserPath).each(cases)(
  '$name on the real engine, $theme, $width px',
  ({ name, real, theme, width }) => {
    it('shows its draft', async () => {
      const { photograph, scene, select } = real;
      const relayed = await openPhotograph(client, photograph);
      const selected = await selection(relayed, select);
      const given = { ...scene, theme, photograph, relayed, ...(selected ? { selected } : {}) };
      const page = await browser.open(given, width, undefined, relay);
      try {
        await page.waitForFunction(() => {
          const { byTool, tool, stage } = window.panelStore.get();
          const own = byTool[tool];
          return own && !own.drafting && (own.draft || own.shown !== null) && stage.main;
        });
        await page.evaluate(() => window.settled());
        await page.setViewportSize({ width, height: await page.evaluate(() => window.wantedHeight()) });
        await page.evaluate(() => window.settled());
        const { error, hint } = await page.evaluate(() => {
          const { byTool, tool, error: wrong } = window.panelStore.get();
          return { error: wrong, hint: byTool[tool]?.hint ?? null };
        });
        expect({ error, hint }).toEqual({ error: null, hint: null });
        if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}.png`) });
      } finally {
        await page.close();
      }
    });
  },
);
