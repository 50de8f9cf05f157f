// SPDX-License-Identifier: Apache-2.0
// One tool on one large picture in a process of its own: node child.mjs TOOL WIDTH HEIGHT DTYPE. Prints JSON.
// The model is loaded and has run on a small picture before the count begins: `base` is what the process holds then.
import { readFileSync, writeFileSync } from 'node:fs';
import { Frame, findTool, openLibrary, runTool } from '@sfumato/core';
import { picture } from '../pictures.mjs';

const [, , id, widthText, heightText, dtype] = process.argv;
const width = Number(widthText);
const height = Number(heightText);
const tool = findTool(id);
const models = await openLibrary();

/** A disc in the middle, 200 pixels across: the hole of a fill. */
function hole(image) {
  const mask = Frame.allocate({ width: image.width, height: image.height, channels: 1, dtype: 'u8' });
  const radius = Math.min(100, image.width / 4);
  for (let y = -radius; y <= radius; y++) {
    const half = Math.floor(Math.sqrt(radius * radius - y * y));
    const middle = image.width >> 1;
    mask.row((image.height >> 1) + y).fill(255, middle - half, middle + half);
  }
  return mask;
}

function run(image) {
  const inputs = id === 'fill' ? { image, mask: hole(image) } : { image };
  return runTool(tool, { inputs, models });
}

/** Resident bytes now, and the most since the count began, from the system. */
function resident() {
  const status = readFileSync('/proc/self/status', 'utf8');
  const read = (key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)[1]) * 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}

await run(picture(640, 427, 3, dtype)).catch(() => {});
globalThis.gc?.();
writeFileSync('/proc/self/clear_refs', '5');
const base = resident().now;
const image = picture(width, height, 3, dtype);
const start = performance.now();
let failure;
const used = await run(image).then(
  ({ provenance }) => provenance.models.map((model) => model.id),
  (error) => {
    failure = error.message;
    return [];
  },
);
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ base, peak: resident().peak, seconds, models: used, failure }));
process.exit(0);
