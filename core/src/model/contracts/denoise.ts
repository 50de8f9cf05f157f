// SPDX-License-Identifier: Apache-2.0
import { cutTile, type KernelOptions } from '@sfumato/native';
import { Frame } from '../../frame/index.js';
import { runTiled, type TileModel, type TileReport } from '../../tool/tiles.js';
import type { LoadedModel } from '../access.js';
import type { ContractOf } from '../contract.js';
import { type NoiseLevel, noiseTensor, pictureOf, scaleNoise, takeOut, within } from './denoise-tensors.js';
import { floatOutput } from './graph-output.js';
import { pictureToTensor } from './picture-tensor.js';

export interface DenoiseOptions {
  /** The noise's standard deviation in parts of white, in the model's domain: one for all, or by the colour of a place. */
  readonly noise: number | NoiseLevel;
  /**
   * The picture is an average of a clip's frames: the deviation of the noise that averaging leaves at each pixel (f32, one
   * channel, the picture's size) in parts of `noise`, and how much of the average was kept.
   */
  readonly remaining?: { readonly deviation: Frame; readonly share: number } | undefined;
  /** Shares of the luminance and of the colour noise found that are taken out, 0..1. Defaults: 1. */
  readonly luma?: number | undefined;
  readonly chroma?: number | undefined;
  /** Bytes that tiles and the model may take beyond the two frames and the model's weights. Default: 1 GiB. */
  readonly memoryBudget?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Columns that tiles share where the model may look further than its halo: differences are faded over them. */
const blendedOverlap = 32;

/** What a tile takes besides the model: its pixels, the tensors made of it and the result, in floats. */
const ownBytesPerPixel = 80;

/**
 * Runs a model of contract denoise.noise-map.v1 on a frame of any format and size and writes `into`, of the same size and
 * channels. Goes by tiles of the contract's size, which start at its multiples and whose halo covers what the model sees
 * (mirrored at the borders), so that they meet exactly. The model sees values within 0..1 and its headroom; what is no
 * number is filled in from beside it. What the model takes out is taken off the frame's own numbers: values beyond those, alpha, and
 * whatever the model leaves alone keep every bit. Stops between tiles. Throws TypeError for models of other contracts,
 * MEMORY_SHORT when not even a small tile fits the budget, and what the model's run throws.
 */
export async function runDenoise(
  model: LoadedModel,
  frame: Frame,
  into: Frame,
  options: DenoiseOptions,
): Promise<TileReport> {
  const { contract, memory, receptiveField } = model.manifest;
  if (contract.name !== 'denoise.noise-map.v1') {
    throw new TypeError(`Expected a model of contract denoise.noise-map.v1 but received ${contract.name}`);
  }
  if (frame.channels !== into.channels) {
    throw new TypeError(`Expected a result of ${frame.channels} channels but received ${into.channels}`);
  }
  const { tile, size, noise } = contract;
  const exact = receptiveField !== null && 2 * tile.halo + 1 >= receptiveField;
  const longest = size.rule === 'fixed' ? Math.min(size.width, size.height) : tile.size;
  const multiples = [tile.align, noise.step, size.rule === 'fixed' ? 1 : size.of];
  const denoise: TileModel = async (tile, kernel, origin) => {
    const remaining = options.remaining && (await remainingIn(tile, origin, options.remaining, kernel));
    return denoiseTile(model, contract, tile, options, remaining, kernel);
  };
  return await runTiled(frame, into, denoise, {
    signal: options.signal ?? new AbortController().signal,
    ...(options.onProgress && { progress: options.onProgress }),
    memoryBudget: options.memoryBudget ?? 2 ** 30,
    bytesPerPixel: memory.bytesPerPixel + ownBytesPerPixel,
    halo: tile.halo,
    overlap: exact ? 0 : blendedOverlap,
    align: multiples.reduce(leastCommonMultiple),
    maxSide: Math.min(longest, tile.size),
    haloAlways: true,
  });
}

/** The deviations of the noise that is left at a tile's pixels, row by row. */
async function remainingIn(
  tile: Frame,
  origin: { readonly x: number; readonly y: number },
  { deviation, share }: { readonly deviation: Frame; readonly share: number },
  kernel: KernelOptions,
): Promise<Float32Array> {
  const { width, height } = tile;
  const values = new Float32Array(width * height);
  await cutTile(deviation, Frame.ofFloats(values, width, height), origin, kernel);
  return values.map((left) => 1 + share * (left - 1));
}

/** A tile without its noise: floats in the tile's own encoding. */
async function denoiseTile(
  model: LoadedModel,
  contract: ContractOf<'denoise.noise-map.v1'>,
  tile: Frame,
  options: DenoiseOptions,
  remaining: Float32Array | undefined,
  kernel: KernelOptions,
): Promise<Frame> {
  const { input, output, noise } = contract;
  const { width, height } = contract.size.rule === 'fixed' ? contract.size : tile;
  const place = { x: 0, y: 0, width: tile.width, height: tile.height };
  const given = await pictureToTensor(tile, place, input, {
    ...{ width, height, place, pad: 'mirror', alpha: 'ignore', unbounded: true },
    signal: kernel.signal,
  });
  const seen = isBounded(tile) ? given : within(given, width, input, contract.headroom);
  const level = noiseTensor(options.noise, seen.data, contract, width, height);
  if (remaining) scaleNoise(level, noise.step, remaining, tile);
  const outputs = await model.run(
    { [input.tensor]: seen, [noise.tensor]: level },
    { signal: kernel.signal, outputs: [output.tensor] },
  );
  const clean = floatOutput(model.manifest.id, outputs, output.tensor);
  const taken = takeOut(contract, given.data, seen.data, clean.data, options);
  return await pictureOf(tile, given.data, taken, input, { width, height, place }, kernel);
}

/** Whether no value of the frame can lie outside 0..1 or be no number. */
const isBounded = ({ dtype, range }: Frame) => dtype === 'u8' || range === 'full';

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}
