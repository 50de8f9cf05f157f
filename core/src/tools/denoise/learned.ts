// SPDX-License-Identifier: Apache-2.0
import { type KernelTransfer, pixelsToTensor, tensorToPixels } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import type { LoadedModel } from '../../model/access.js';
import type { ContractOf } from '../../model/contract.js';
import { floatOutput } from '../../model/contracts/graph-output.js';
import type { FloatTensor } from '../../model/tensor.js';
import type { ToolContext } from '../../tool/context.js';
import type { Noise } from './measure.js';
import type { Strength } from './native.js';
import { encodeSrgbSlope } from './srgb.js';
import { cutTiles, type Tile } from './tiles.js';

type NoiseMapContract = ContractOf<'denoise.noise-map.v1'>;

/** Tiles of at most this side, so that a cancel waits for no long model run. */
const longestTile = 256;

/**
 * Denoises `source` into `clean` (same format) with a model of contract denoise.noise-map.v1, by tiles. The model sees
 * values within 0..1; what lies beyond is carried round it. Alpha and values that are no numbers stay. Throws
 * TypeError for models of other contracts.
 */
export async function denoiseWithModel(
  context: ToolContext,
  model: LoadedModel,
  source: Frame,
  clean: Frame,
  noise: Noise,
  strength: Strength,
): Promise<void> {
  const { contract } = model.manifest;
  if (contract.name !== 'denoise.noise-map.v1')
    throw new TypeError(`Expected a model of contract denoise.noise-map.v1 but received ${contract.name}`);
  for (let y = 0; y < source.height; y++) clean.row(y).set(source.row(y));
  const { size, halo, align } = contract.tile;
  const tiles = cutTiles(source.width, source.height, Math.min(size, longestTile), halo, align);
  for (const [i, tile] of tiles.entries()) {
    context.signal.throwIfAborted();
    context.progress('denoising', i / tiles.length);
    await denoiseTile(context, model, contract, source, clean, tile, noise, strength);
  }
  context.progress('denoising', 1);
}

async function denoiseTile(
  context: ToolContext,
  model: LoadedModel,
  contract: NoiseMapContract,
  source: Frame,
  clean: Frame,
  { inner, outer }: Tile,
  noise: Noise,
  strength: Strength,
): Promise<void> {
  const { signal } = context;
  const multiple = Math.max(contract.size.rule === 'fixed' ? 1 : contract.size.of, contract.noise.step);
  const width = Math.ceil(outer.width / multiple) * multiple;
  const height = Math.ceil(outer.height / multiple) * multiple;
  const recode = recoding(source, contract.input.domain);
  const picture = { data: new Float32Array(3 * width * height), width, height, channels: 3 } as const;
  const place = { x: 0, y: 0, width: outer.width, height: outer.height };
  await pixelsToTensor(source.crop(outer), picture, {
    place,
    pad: 'mirror',
    signal,
    ...(recode && { fromTransfer: recode.frame, toTransfer: recode.model }),
  });
  const seen = withinRange(picture.data, width);
  const output = await model.run(
    {
      [contract.input.tensor]: modelInput(contract, seen, width, height),
      [contract.noise.tensor]: noiseMap(contract, seen, width, height, source, noise, strength),
    },
    { signal, outputs: [contract.output.tensor] },
  );
  const result = floatOutput(model.manifest.id, output, contract.output.tensor);
  applyResult(contract, picture.data, seen, result, strength);
  await tensorToPixels(picture, clean.crop(inner), {
    region: { x: inner.x - outer.x, y: inner.y - outer.y, width: inner.width, height: inner.height },
    alpha: 'keep',
    signal,
    ...(recode && { fromTransfer: recode.model, toTransfer: recode.frame }),
  });
}

/** How a frame's numbers become the model's, when they are not alike. */
function recoding(
  frame: Frame,
  domain: 'srgb' | 'linear',
): { frame: KernelTransfer; model: KernelTransfer } | undefined {
  const linear = frame.colour.transfer === 'linear';
  if (linear === (domain === 'linear')) return undefined;
  if (linear) return { frame: 'linear', model: 'srgb' };
  const { transfer } = frame.colour;
  return { frame: transfer === 'unknown' ? 'srgb' : transfer, model: 'linear' };
}

/** The values as the model may see them: 0..1, and the left neighbour's where one is no number. */
function withinRange(values: Float32Array, width: number): Float32Array {
  return values.map((value, i) => {
    let at = i;
    while (Number.isNaN(values[at]) && at % width > 0) at--;
    const found = values[at] ?? 0;
    return Number.isNaN(found) ? 0 : Math.min(1, Math.max(0, at === i ? value : found));
  });
}

/** Where colour `c` of pixel `i` lies in a tensor of the layout and order of the contract. */
function locate(contract: NoiseMapContract, layout: 'nchw' | 'nhwc', pixels: number) {
  const reversed = contract.input.channels === 'bgr';
  return (i: number, c: number): number => {
    const plane = reversed ? 2 - c : c;
    return layout === 'nchw' ? plane * pixels + i : 3 * i + plane;
  };
}

function modelInput(
  contract: NoiseMapContract,
  seen: Float32Array,
  width: number,
  height: number,
): FloatTensor {
  const { white, mean, std, layout, channels } = contract.input;
  const pixels = width * height;
  const at = locate(contract, layout, pixels);
  const data = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    const plane = channels === 'bgr' ? 2 - c : c;
    const offset = mean[plane] ?? 0;
    const scale = std[plane] ?? 1;
    for (let i = 0; i < pixels; i++) data[at(i, c)] = ((seen[c * pixels + i] ?? 0) * white - offset) / scale;
  }
  return { dtype: 'f32', dims: layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3], data };
}

/** The deviation to expect at each step × step pixels, by their brightness. */
function noiseMap(
  contract: NoiseMapContract,
  seen: Float32Array,
  width: number,
  height: number,
  source: Frame,
  noise: Noise,
  strength: Strength,
): FloatTensor {
  const { step } = contract.noise;
  const columns = width / step;
  const rows = height / step;
  const data = new Float32Array(columns * rows);
  const channels = noise.levels.length / 2;
  const encoded = source.colour.transfer === 'linear' && contract.input.domain === 'srgb';
  const factor = Math.max(strength.luma, strength.chroma) * (1.2 - 0.4 * strength.detail);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let variance = 0;
      for (let c = 0; c < 3; c++) {
        let mean = 0;
        for (let v = 0; v < step; v++) {
          const from = c * width * height + (y * step + v) * width + x * step;
          for (let u = 0; u < step; u++) mean += (seen[from + u] ?? 0) / (step * step);
        }
        const k = 2 * Math.min(c, channels - 1);
        variance += levelAt(noise.levels[k] ?? 0, noise.levels[k + 1] ?? 0, mean, encoded) / 3;
      }
      data[y * columns + x] = factor * Math.sqrt(variance);
    }
  }
  return { dtype: 'f32', dims: [1, 1, rows, columns], data };
}

/** Variance at a value as the model sees it. Noise that was measured in linear light changes with the encoding's slope. */
function levelAt(slope: number, offset: number, value: number, encoded: boolean): number {
  const least = 0.04 * Math.max(0, slope * 0.5 + offset);
  if (!encoded) return Math.max(least, slope * value + offset);
  const { linear, rate } = encodeSrgbSlope(value);
  return Math.max(least, slope * linear + offset) * rate * rate;
}

/** Takes what the model removed off the picture's own values, luminance and colour by their strengths. */
function applyResult(
  contract: NoiseMapContract,
  values: Float32Array,
  seen: Float32Array,
  result: FloatTensor,
  strength: Strength,
): void {
  const { white, mean, std, channels } = contract.input;
  const pixels = values.length / 3;
  const at = locate(contract, contract.output.layout, pixels);
  const luma = Math.min(1, strength.luma) * (1 - strength.grain);
  const chroma = Math.min(1, strength.chroma);
  const removed = (i: number, c: number) => {
    const plane = channels === 'bgr' ? 2 - c : c;
    const value = ((result.data[at(i, c)] ?? 0) * (std[plane] ?? 1) + (mean[plane] ?? 0)) / white;
    return (seen[c * pixels + i] ?? 0) - value;
  };
  for (let i = 0; i < pixels; i++) {
    const r = removed(i, 0);
    const g = removed(i, 1);
    const b = removed(i, 2);
    const grey = (r + g + b) / 3;
    values[i] = (values[i] ?? 0) - luma * grey - chroma * (r - grey);
    values[pixels + i] = (values[pixels + i] ?? 0) - luma * grey - chroma * (g - grey);
    values[2 * pixels + i] = (values[2 * pixels + i] ?? 0) - luma * grey - chroma * (b - grey);
  }
}
