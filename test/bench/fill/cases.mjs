// SPDX-License-Identifier: Apache-2.0
// The sixteen fill cases: photographs 1280 pixels wide, and masks whose content is known.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';

const side = 1280;

/**
 * No parameter sweep used these cases; docs/benchmarks/fill.md names the one photograph that a sweep shared. They lie in Debian's mate-backgrounds (GreenMeadow, RainDrops,
 * Dune), plasma-workspace-wallpapers (EveningGlow, Path, OneStandsOut, Kite, BytheWater) and budgie-backgrounds
 * (lake-sherburne). Discs and boxes are in pixels of the reduced picture.
 */
export const declarations = [
  { id: 'blem_grass', kind: 'blemish', photo: 'GreenMeadow' },
  { id: 'blem_leaf', kind: 'blemish', photo: 'RainDrops' },
  { id: 'blem_pebble', kind: 'blemish', photo: 'EveningGlow', box: [560, 640, 1250, 780] },
  { id: 'obj_forest', kind: 'object', photo: 'Path', at: [640, 480] },
  { id: 'obj_grass', kind: 'object', photo: 'GreenMeadow', at: [700, 600] },
  { id: 'obj_moss', kind: 'object', photo: 'OneStandsOut', at: [480, 400] },
  { id: 'obj_pebble', kind: 'object', photo: 'EveningGlow', at: [800, 690] },
  { id: 'obj_sky', kind: 'object', photo: 'Kite', at: [600, 300] },
  { id: 'obj_water', kind: 'object', photo: 'lake-sherburne', at: [640, 610] },
  { id: 'obj_wood', kind: 'object', photo: 'BytheWater', at: [640, 560] },
  { id: 'wire_dune', kind: 'wire', photo: 'Dune', from: 300, to: 360 },
  { id: 'wire_forest', kind: 'wire', photo: 'Path', from: 300, to: 360 },
  { id: 'wire_sky', kind: 'wire', photo: 'Kite', from: 300, to: 360 },
  { id: 'out_boats', kind: 'outpaint', photo: 'EveningGlow' },
  { id: 'out_forest', kind: 'outpaint', photo: 'Path' },
  { id: 'out_grass', kind: 'outpaint', photo: 'GreenMeadow' },
];

/** Repeatable numbers from 0 to 1 (mulberry32). */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A disc with a wavy outline. */
function blob(mask, { width, height }, cx, cy, radius, seed) {
  const roll = dice(seed);
  const waves = [2, 3, 5].map((k) => ({ k, size: roll() * 0.16 - 0.08, phase: roll() * 2 * Math.PI }));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const angle = Math.atan2(y - cy, x - cx);
      const r = waves.reduce((all, w) => all * (1 + w.size * Math.cos(w.k * angle + w.phase)), radius);
      if (Math.hypot(x - cx, y - cy) < r) mask[y * width + x] = 1;
    }
}

const draw = {
  blemish(mask, size, { box = [40, 40, size.width - 40, size.height - 40] }) {
    const roll = dice(3);
    for (let i = 0; i < 8; i++) {
      const x = Math.round(box[0] + roll() * (box[2] - box[0]));
      const y = Math.round(box[1] + roll() * (box[3] - box[1]));
      blob(mask, size, x, y, 6 + Math.floor(roll() * 10), i + 1);
    }
  },
  object: (mask, size, { at }) => blob(mask, size, at[0], at[1], 100, 7),
  large: (mask, size, { at }) => blob(mask, size, at[0], at[1], Math.min(size.width, size.height) / 4, 7),
  wire(mask, { width, height }, { from, to }) {
    for (let x = 0; x < width; x++) {
      const u = x / width;
      const centre = from + (to - from) * u + 18 * (4 * (u - 0.5) ** 2 - 1);
      for (let y = 0; y < height; y++) if (Math.abs(y - centre) <= 3.5) mask[y * width + x] = 1;
    }
  },
  outpaint(mask, { width, height }) {
    const border = Math.round(width / 10);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) if (x < border || x >= width - border) mask[y * width + x] = 1;
  },
};

/** The largest file of a photograph's name: in its file name, or in the folder two above it (plasma's layout). */
function findPhoto(folders, name) {
  const found = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(jpe?g|png)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => basename(path).startsWith(`${name}.`) || path.includes(`/${name}/contents/images/`))
    .sort((a, b) => widthOf(b) - widthOf(a));
  if (!found[0]) throw new Error(`No photograph ${name} in ${folders.join(', ')}`);
  return found[0];
}
const widthOf = (path) => Number(/(\d+)x\d+\.\w+$/.exec(path)?.[1] ?? 0);

/** Reads the photographs and draws the masks: [{ id, kind, width, height, truth: RGB bytes, mask: 0 or 1 }]. */
export async function makeCases(folders, wanted = declarations) {
  const cases = [];
  for (const declaration of wanted) {
    const { data, info } = await sharp(findPhoto(folders, declaration.photo))
      .resize({ width: side, withoutEnlargement: true })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const size = { width: info.width, height: info.height };
    const mask = new Uint8Array(size.width * size.height);
    draw[declaration.kind](mask, size, declaration);
    cases.push({ id: declaration.id, kind: declaration.kind, ...size, truth: data, mask });
  }
  return cases;
}
