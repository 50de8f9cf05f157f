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

async function drag(page, from, to) {
  const box = await overlay(page);
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
}

async function enter(page, name, value) {
  const field = page.getByRole('spinbutton', { name });
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

/** The large dandelion by clicks: on it, and beside it where its blurred neighbours are. */
async function maskHead(page) {
  await open(page, 'dandelion.jpg');
  await radio(page, 'What I point at');
  const box = await overlay(page);
  const click = async (x, y, modifiers = []) => {
    for (const key of modifiers) await page.keyboard.down(key);
    await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
    for (const key of modifiers) await page.keyboard.up(key);
    await page.waitForTimeout(300);
  };
  await click(0.28, 0.33);
  for (const [x, y] of [
    [0.412, 0.13],
    [0.47, 0.26],
    [0.33, 0.6],
    [0.45, 0.18],
  ])
    await click(x, y, ['Alt']);
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
      await enter(page, 'Temperature', 3200);
      await enter(page, 'Intensity', 60);
      await enter(page, 'Height', 45);
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
