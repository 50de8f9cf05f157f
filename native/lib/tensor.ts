// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import type { KernelTransfer } from './convert.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Channels, Pixels, Rect } from './pixels.js';
import type { ResizeFilter } from './resize.js';

/** One picture of a model's input or output, without gaps. A Uint16Array holds halves. */
export interface TensorPicture {
  readonly data: Float32Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  /** Planes, or interleaved pixels. Default: nchw. */
  readonly layout?: 'nchw' | 'nhwc' | undefined;
}

interface Normalisation extends KernelOptions {
  /** tensor = (value * scale - mean) / std, by tensor channel; value 1.0 is full scale. Defaults: 1, 0, 1. */
  readonly scale?: number | undefined;
  readonly mean?: number | readonly number[] | undefined;
  readonly std?: number | readonly number[] | undefined;
  /** Which colour tensor channel 0 holds. Default: rgb. */
  readonly order?: 'rgb' | 'bgr' | undefined;
  /** Recodes the picture's numbers on the way. Equal or absent: not recoded. */
  readonly fromTransfer?: KernelTransfer | undefined;
  readonly toTransfer?: KernelTransfer | undefined;
}

export interface PixelsToTensorOptions extends Normalisation {
  /** Default: area. `bilinear-aliased` reads only four pixels for each output. */
  readonly filter?: ResizeFilter | undefined;
  /** The part of the picture to use. Default: all. */
  readonly region?: Rect | undefined;
  /** Four-channel pictures: drop alpha, or put the picture over black. Default: ignore. */
  readonly alpha?: 'ignore' | 'premultiply' | undefined;
  /** Where the picture goes in the tensor (see `letterbox`). Default: all of it. */
  readonly place?: Rect | undefined;
  /** What stands around it: the picture mirrored, or picture values before normalisation. Default: 0. */
  readonly pad?: 'mirror' | number | readonly number[] | undefined;
}

export interface TensorToPixelsOptions extends Normalisation {
  /** Default: bilinear. */
  readonly filter?: ResizeFilter | undefined;
  /** The part of the tensor to use: what `place` was. Default: all. */
  readonly region?: Rect | undefined;
  /** Whether the alpha that `into` holds stays. Otherwise it becomes 1, or the tensor's fourth channel. Default: replace. */
  readonly alpha?: 'replace' | 'keep' | undefined;
  /** A seed: hides the steps of 8-bit output under blue noise. Default: plain rounding. */
  readonly dither?: number | undefined;
}

const toTensor =
  nativeFunction<(from: Pixels, into: TensorPicture, o: object, job: Int32Array) => Promise<void>>(
    'pixelsToTensor',
  );
const toPixels =
  nativeFunction<(from: TensorPicture, into: Pixels, o: object, job: Int32Array) => Promise<void>>(
    'tensorToPixels',
  );

/**
 * A picture of any format, cropped, resized, recoded and normalised into a model's input in one pass
 * (sfumato/tensor.h).
 */
export const pixelsToTensor = (
  from: Pixels,
  into: TensorPicture,
  options?: PixelsToTensorOptions,
): Promise<void> => runKernel(options, (job) => toTensor(from, into, options ?? {}, job));

/** A model's output, resized, denormalised and quantised into a picture of any format. */
export const tensorToPixels = (
  from: TensorPicture,
  into: Pixels,
  options?: TensorToPixelsOptions,
): Promise<void> => runKernel(options, (job) => toPixels(from, into, options ?? {}, job));

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest rectangle of `picture`'s shape inside `tensor`, centred or at its top left: a `place` without distortion. */
export function letterbox(picture: Size, tensor: Size, align: 'centre' | 'top-left' = 'centre'): Rect {
  const scale = Math.min(tensor.width / picture.width, tensor.height / picture.height);
  const width = Math.min(tensor.width, Math.max(1, Math.round(picture.width * scale)));
  const height = Math.min(tensor.height, Math.max(1, Math.round(picture.height * scale)));
  const share = align === 'centre' ? 0.5 : 0;
  return {
    x: Math.floor((tensor.width - width) * share),
    y: Math.floor((tensor.height - height) * share),
    width,
    height,
  };
}
