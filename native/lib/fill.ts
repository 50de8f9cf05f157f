// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

/** How `fillHoles` fills. All members have defaults. */
export interface FillOptions {
  /** 0..2^32-1; default 1. Equal inputs and seeds give equal pixels on any number of threads. */
  readonly seed?: number;
  /** 0..1, default 1: how far the filling's colour and light are bent to meet the rim. */
  readonly colourMatch?: number;
  /** 0..1, default 0.5: from which thickness on holes get copied texture rather than their most likely, softer content. */
  readonly grain?: number;
  /** The samples are scene-linear. Default false. */
  readonly linear?: boolean;
  /** Colour is stored multiplied by alpha. Default false. */
  readonly premultiplied?: boolean;
  /** Fewer iterations, about a third of the time. Default false. */
  readonly draft?: boolean;
  /** Start from what the picture holds inside the mask (a model's proposal). Default false. */
  readonly guided?: boolean;
}

const holes =
  nativeFunction<
    (o: FillOptions & { image: Pixels; mask: Pixels; avoid?: Pixels }, job: Int32Array) => Promise<void>
  >('fillHoles');
const layer =
  nativeFunction<
    (
      o: {
        original: Pixels;
        mask: Pixels;
        filled: Pixels;
        layer: Pixels;
        x: number;
        y: number;
        premultiplied: boolean;
      },
      job: Int32Array,
    ) => Promise<void>
  >('fillLayer');

/**
 * Replaces the colour of every pixel of `image` whose `mask` (one channel, same size) is above zero by content made
 * from the other pixels; all other bytes, and alpha, stay. Pixels marked 0.5 and more in `avoid` are never copied.
 * A mask over the whole picture changes nothing. Time follows the holes' area, not the picture's.
 */
export function fillHoles(
  image: Pixels,
  mask: Pixels,
  options: FillOptions & { readonly avoid?: Pixels | undefined } & KernelOptions = {},
): Promise<void> {
  const { signal, onProgress, avoid, ...rest } = options;
  return runKernel({ signal, onProgress }, (job) =>
    holes({ ...rest, image, mask, ...(avoid && { avoid }) }, job),
  );
}

/**
 * Blends the soft edges of a filling and takes it out as a layer. Inside the rectangle that `layer` (four channels,
 * dtype and range of `filled`) covers at `x`, `y`: `filled` becomes original + mask x (filled - original), exactly the
 * original where the mask is 0; `layer` gets the unblended filling with the mask as straight alpha.
 */
export function fillLayer(
  pictures: {
    readonly original: Pixels;
    readonly mask: Pixels;
    readonly filled: Pixels;
    readonly layer: Pixels;
    readonly x: number;
    readonly y: number;
    readonly premultiplied: boolean;
  },
  options?: KernelOptions,
): Promise<void> {
  return runKernel(options, (job) => layer(pictures, job));
}
