// SPDX-License-Identifier: Apache-2.0
// node scripts/record-self-test.mjs ID…: runs installed models on the CPU, and writes their self-test vectors and
// memory needs into models/ID/model.json. For whoever adds a model; the result is checked in. Linux only (memory).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onnxRuntime, openStore } from '../core/dist/model/index.js';
import { fillTensor } from '../core/dist/model/self-test-vector.js';
import { bin, root, run } from './process.mjs';

const outputsOf = {
  'matte.v1': (c) => [c.output.tensor],
  'depth.v1': (c) => [c.output.tensor],
  'denoise.noise-map.v1': (c) => [c.output.tensor],
  'inpaint.v1': (c) => [c.output.tensor],
  'boxes.yolox.v1': (c) => [c.output],
  'faces.yunet.v1': (c) => c.strides.flatMap((s) => [`cls_${s}`, `obj_${s}`, `bbox_${s}`]),
};

/** The procedural inputs of a contract; dynamic sides are `side`. */
function inputsOf(contract, side) {
  const { input, size } = contract;
  const [width, height] = size.rule === 'fixed' ? [size.width, size.height] : [side, side];
  const channels = 3 + (input.zeros ?? 0);
  const middle = (a) => (a[0] + a[1] + a[2]) / 3;
  const round = (x) => Number(x.toPrecision(6));
  const picture = {
    tensor: input.tensor,
    dims: input.layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels],
    kind: 'picture',
    layout: input.layout,
    scale: round(input.white / middle(input.std)),
    offset: round(-middle(input.mean) / middle(input.std)),
  };
  if (contract.mask) {
    // Every pixel is missing by some share: each part of the graph has a say in what comes out.
    const dims = input.layout === 'nchw' ? [1, 1, height, width] : [1, height, width, 1];
    return [picture, { tensor: contract.mask.tensor, dims, kind: 'noise', scale: 1, offset: 0 }];
  }
  if (!contract.noise) return [picture];
  const { tensor, step } = contract.noise;
  const dims = [1, 1, height / step, width / step];
  return [picture, { tensor, dims, kind: 'constant', offset: 0.06 }];
}

/** Eight values that span what the output holds, at positions that any machine finds again. */
function samplesOf({ data }) {
  const count = Math.min(128, data.length);
  // The golden ratio scatters them, so that they do not all lie in one column.
  const at = Array.from({ length: count }, (_, i) => Math.floor((((i + 1) * 0.618034) % 1) * data.length));
  const sorted = at.sort((a, b) => data[a] - data[b]);
  const picked = Array.from({ length: 8 }, (_, i) => sorted[Math.round((i * (count - 1)) / 7)]);
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const deviation = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length);
  return {
    samples: [...new Set(picked)].sort((a, b) => a - b).map((i) => [i, Number(data[i].toPrecision(6))]),
    tolerance: Number(Math.max(0.05 * deviation, 1e-4).toPrecision(2)),
  };
}

const memory = (field) => {
  const text = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1]) * 1024;
};

async function record(id) {
  const store = await openStore();
  const entry = store.catalogue.get(id);
  const { contract } = entry.manifest;
  const path = join(entry.folder, 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const [file] = entry.manifest.files;
  const runtime = await onnxRuntime();
  const before = memory('VmRSS');
  const graph = await runtime.open(store.path(entry, file), 'cpu');
  const base = memory('VmRSS') - before;
  const outputs = outputsOf[contract.name]?.(contract);
  if (!outputs) {
    manifest.memory = { base: Math.ceil(base / 1e6) * 1e6, bytesPerPixel: 0 };
    manifest.selfTest = null;
  } else {
    const make = (side) => inputsOf(contract, side);
    const tensors = (inputs) =>
      Object.fromEntries(
        inputs.map((i) => [i.tensor, fillTensor({ dtype: 'f32', layout: 'nchw', scale: 1, ...i })]),
      );
    const loaded = memory('VmRSS');
    const large = make(384);
    const [, a, b, c] = large[0].dims;
    const pixels = large[0].layout === 'nchw' ? b * c : a * b;
    await graph.run(tensors(large), outputs);
    const peak = memory('VmHWM') - loaded;
    manifest.memory = { base: Math.ceil(base / 1e6) * 1e6, bytesPerPixel: Math.ceil(peak / pixels) };
    const inputs = make(128);
    const found = await graph.run(tensors(inputs), outputs);
    const expected = outputs.map((tensor) => ({ tensor, ...samplesOf(found[tensor]) }));
    manifest.selfTest = [{ graph: file.role, inputs, outputs: expected }];
  }
  writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
  console.log(id, JSON.stringify(manifest.memory), JSON.stringify(manifest.selfTest?.[0].outputs[0] ?? null));
}

const ids = process.argv.slice(2);
// A process a model: peaks of memory do not add up.
if (ids.length === 1) await record(ids[0]);
else for (const id of ids) execFileSync(process.execPath, [import.meta.filename, id], { stdio: 'inherit' });
run(bin('biome'), ['format', '--write', 'models'], { cwd: root });
