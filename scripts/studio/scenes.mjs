// SPDX-License-Identifier: Apache-2.0
// What is done in Studio for each picture of its guide. All photographs are those of test/data.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../process.mjs';

const minute = { timeout: 60_000 };

async function open(page, name) {
  const base64 = readFileSync(join(root, 'test/data', name)).toString('base64');
  const data = await page.evaluateHandle(
    ({ content, file }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], file));
      return transfer;
    },
    { content: base64, file: name },
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  await page.locator('.layer').first().waitFor(minute);
  await page.waitForTimeout(800);
}

const overlay = (page) => page.locator('.stage-overlay').boundingBox();

/** One stroke of the brush. */
async function draw(page, points) {
  const box = await overlay(page);
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 12 });
  await page.mouse.up();
}

async function drag(page, from, to) {
  const box = await overlay(page);
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
}

async function dragHandle(page, name, to) {
  const handle = await page.getByRole('button', { name }).first().boundingBox();
  const box = await overlay(page);
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 10 });
  await page.mouse.up();
}

async function enter(page, name, value) {
  const field = page.getByRole('spinbutton', { name, exact: true });
  await field.fill(String(value));
  await field.press('Enter');
}

const tool = (page, name) => page.getByRole('tab', { name }).click();
const radio = (page, name) => page.getByRole('radio', { name, exact: true }).first().click();

async function apply(page, name) {
  const layers = await page.locator('.layer').count();
  await page.getByRole('button', { name: `Apply ${name}` }).click();
  await page.locator('.layer').nth(layers).waitFor(minute);
}

/** Lets drafts and tiles come, and takes the pointer off the controls. */
async function rest(page, ms = 2500) {
  await page.mouse.move(8, 400);
  await page.waitForTimeout(ms);
}

/** The large dandelion by strokes: over head and stem, and beside them where its blurred neighbours are. */
async function maskHead(page) {
  await open(page, 'dandelion.jpg');
  await radio(page, 'What I point at');
  await radio(page, 'Brush');
  await enter(page, 'Brush size', 2);
  await draw(page, [
    [0.29, 0.2],
    [0.2, 0.33],
    [0.29, 0.45],
    [0.4, 0.33],
    [0.3, 0.32],
  ]);
  await enter(page, 'Brush size', 0.5);
  await draw(page, [
    [0.293, 0.56],
    [0.291, 0.97],
  ]);
  await radio(page, 'Remove');
  const beside = [
    [
      [0.395, 0.075],
      [0.44, 0.13],
      [0.468, 0.22],
      [0.475, 0.33],
      [0.46, 0.45],
    ],
    [
      [0.33, 0.56],
      [0.318, 0.72],
      [0.315, 0.97],
    ],
    [
      [0.25, 0.58],
      [0.265, 0.75],
      [0.267, 0.97],
    ],
  ];
  for (const points of beside) await draw(page, points);
}

/** Drags the wipe so that before meets after at a part of the picture's width. */
async function compareAt(page, part) {
  await page.keyboard.press('\\');
  const box = await overlay(page);
  const grip = await page.locator('.wipe-grip').boundingBox();
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + part * box.width, grip.y + grip.height / 2, { steps: 6 });
  await page.mouse.up();
}

/** Zooms so that a place of the picture stays where it is. */
async function zoomAt(page, [x, y], notches) {
  const box = await overlay(page);
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  for (let i = 0; i < notches; i++) await page.mouse.wheel(0, -100);
  await page.waitForTimeout(500);
}

export const scenes = [
  { name: 'start', theme: 'dark', play: (page) => rest(page, 500) },
  {
    name: 'mask',
    theme: 'dark',
    async play(page) {
      await maskHead(page);
      await rest(page);
    },
  },
  {
    name: 'cut-out',
    theme: 'light',
    async play(page) {
      await maskHead(page);
      await apply(page, 'Mask');
      await radio(page, 'Cut-out');
      await page.keyboard.press('h');
      await rest(page);
    },
  },
  {
    name: 'fill',
    theme: 'dark',
    async play(page) {
      await open(page, 'dandelion.jpg');
      await radio(page, 'What I point at');
      await radio(page, 'Box');
      await drag(page, [0.73, 0.645], [0.905, 0.895]);
      await enter(page, 'Expand', 40);
      await apply(page, 'Mask');
      await tool(page, 'Fill');
      await apply(page, 'Fill');
      await compareAt(page, 0.82);
      await rest(page);
    },
  },
  {
    name: 'relight',
    theme: 'dark',
    async play(page) {
      await open(page, 'astronaut.png');
      await tool(page, 'Relight');
      await enter(page, 'Original light', -1.5);
      await radio(page, 'Spot');
      for (const [name, value] of [
        ['Intensity', 90],
        ['Temperature', 3600],
        ['Height', 60],
        ['Size', 10],
        ['Fall-off', 1],
        ['Cone', 50],
        ['Cone edge', 60],
      ])
        await enter(page, name, value);
      await dragHandle(page, /^Light 1,/, [0.12, 0.06]);
      await dragHandle(page, /^Target of light 1/, [0.43, 0.3]);
      await rest(page);
    },
  },
  {
    name: 'denoise',
    theme: 'light',
    async play(page) {
      await open(page, 'astronaut.png');
      await tool(page, 'Denoise');
      await apply(page, 'Denoise');
      await zoomAt(page, [0.44, 0.2], 2);
      await compareAt(page, 0.44);
      await rest(page);
    },
  },
];
