// SPDX-License-Identifier: Apache-2.0
// The packaged plugin in a real host that others wrote: MLT 7.36 or newer with its openfx module, where SFUMATO_MLT names
// a folder that holds its Debian packages unpacked (README.md says how), or / where it is installed.
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundles } from './bundle.js';
import { byCommandLine, largestDifference, type Picture, photographOf } from './pictures.js';
import { notHere, setStage } from './stage.js';

const run = promisify(execFile);
const root = process.env.SFUMATO_MLT ?? '';
const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
const modules = ['libmltopenfx.so', 'libmltcore.so'].map((name) => join(libraries, 'mlt-7', name));
const absent =
  notHere ?? (root !== '' && modules.every(existsSync) ? undefined : 'SFUMATO_MLT names no MLT with openfx');
if (absent) console.log(`The plugin is not run in MLT: ${absent}.`);

const width = 90;
const height = 61;
/** MLT knows choices by their labels. */
const fast = 'method=Fast, without a model';

function flipped(picture: Picture): Picture {
  const row = picture.bytes.length / picture.height;
  const rows = Array.from({ length: picture.height }, (_, y) =>
    picture.bytes.subarray(y * row, (y + 1) * row),
  );
  return { ...picture, bytes: Buffer.concat(rows.reverse()) };
}

describe.skipIf(absent)('the plugin in MLT', () => {
  const stage = setStage({ tools: 'real', sanitizer: 'none' });
  let program = '';

  beforeAll(async () => {
    program = join(stage.folder, 'frame');
    const folder = join(stage.folder, 'modules');
    mkdirSync(folder);
    for (const path of modules) copyFileSync(path, join(folder, path.slice(path.lastIndexOf('/') + 1)));
    const source = fileURLToPath(new URL('../mlt/frame.c', import.meta.url));
    const include = join(root, 'usr/include/mlt-7');
    const link = [`-L${libraries}`, '-l:libmlt-7.so.7', '-Wl,--unresolved-symbols=ignore-all'];
    await run('cc', ['-O1', '-Wall', '-Wextra', '-Werror', `-I${include}`, source, '-o', program, ...link]);
  }, 60_000);

  /** Runs a filter on tight samples, by the loader and the libraries of that folder. */
  async function filtered(
    pixels: Buffer,
    format: string,
    effect: string,
    words: readonly string[],
    count = 1,
  ) {
    const [input, output] = [join(stage.folder, 'mlt-in.raw'), join(stage.folder, 'mlt-out.raw')];
    writeFileSync(input, pixels);
    const command = [join(stage.folder, 'modules'), `openfx.dev.sfumato.openfx.${effect}`, format];
    const rest = [`${width}`, `${height}`, input, output, `${count}`, ...words];
    const loader = join(root, 'usr/lib64/ld-linux-x86-64.so.2');
    const env = {
      ...process.env,
      ...stage.home.env,
      OFX_PLUGIN_PATH: bundles,
      MLT_DATA: join(root, 'usr/share/mlt-7'),
      MLT_PROFILES_PATH: join(root, 'usr/share/mlt-7/profiles'),
    };
    const { stderr } = await run(loader, ['--library-path', libraries, program, ...command, ...rest], {
      env,
    });
    return { bytes: readFileSync(output), said: stderr };
  }

  it.each([
    ['rgba', 4, 'byte'],
    ['rgb', 3, 'byte'],
    ['rgba64', 4, 'short'],
  ] as const)(
    'makes the command line’s pixels of %s, rows either way up',
    async (format, channels, depth) => {
      const picture = await photographOf(width, height, channels, depth);
      for (const upsideDown of [false, true]) {
        // With mlt_origin=1 MLT tells the top row to be the bottom one.
        const seen = upsideDown ? flipped(picture) : picture;
        const made = await byCommandLine(seen, 'denoise', ['--method', 'fast'], stage.folder, stage.home.env);
        const words = [fast, 'Colour=sRGB', `mlt_origin=${upsideDown ? 1 : 0}`];
        const { bytes, said } = await filtered(picture.bytes, format, 'denoise', words);
        expect(said).toBe('');
        const difference = largestDifference({ depth, bytes }, upsideDown ? flipped(made) : made);
        expect(difference).toBeLessThanOrEqual(depth === 'byte' ? 1.001 / 255 : 1.001 / 65_535);
      }
    },
  );

  it('makes fifty frames, each with an instance of its own', async () => {
    const picture = await photographOf(width, height, 4, 'byte');
    const once = await filtered(picture.bytes, 'rgba', 'denoise', [fast]);
    const often = await filtered(picture.bytes, 'rgba', 'denoise', [fast], 50);
    expect(often.bytes.equals(once.bytes)).toBe(true);
    expect(often.said).toBe('');
  });

  it.each(['mask', 'fill', 'relight'])(
    'gives the picture of %s, or the source and its reason',
    async (effect) => {
      const picture = await photographOf(width, height, 4, 'byte');
      const { bytes } = await filtered(picture.bytes, 'rgba', effect, []);
      expect(bytes).toHaveLength(picture.bytes.length);
    },
  );
});
