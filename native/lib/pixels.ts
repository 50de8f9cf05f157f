// SPDX-License-Identifier: Apache-2.0

/** How one channel of one pixel is stored. `f16` is IEEE 754 binary16. */
export type DType = 'u8' | 'u16' | 'f16' | 'f32';

/**
 * What the stored number means. `full`: the largest integer is 1.0. `photoshop`: 32768 is 1.0 (u16 only).
 * `unit`: the stored float is the value, which may lie outside 0..1.
 */
export type PixelRange = 'full' | 'photoshop' | 'unit';

export type Channels = 1 | 3 | 4;

export const bytesPerSample = { u8: 1, u16: 2, f16: 2, f32: 4 } as const satisfies Record<DType, number>;

/**
 * Interleaved pixels in somebody's memory: what every kernel takes. `byteOffset` (default 0) is where the top-left
 * pixel starts in `bytes`; `rowStride` is the distance in bytes from a row to the one below it, negative for
 * bottom-up pictures. Rows start at multiples of the sample size.
 */
export interface Pixels {
  readonly bytes: Uint8Array;
  readonly byteOffset?: number;
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly rowStride: number;
  readonly dtype: DType;
  readonly range: PixelRange;
}

/** A rectangle in pixels, x to the right and y down. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
