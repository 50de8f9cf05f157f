// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';
import { count, described, text } from './schema.js';

const side = () => z.int().check(z.minimum(1), z.maximum(300_000));
const position = () => z.int().check(z.minimum(-1_000_000), z.maximum(1_000_000));

/** Longest colour profile, as base64: 6 MB of bytes. */
const maxProfile = 8 * 2 ** 20;

export const frameId = described(
  'A frame of this connection, such as f1. It dies with the connection.',
  z.string().check(z.regex(/^f[1-9][0-9]{0,14}$/)),
);
export type FrameId = z.infer<typeof frameId>;

export const colour = described(
  'What the numbers mean: primaries, transfer function, and the document’s own ICC profile (base64), which wins.',
  z.object({
    primaries: z.enum(['srgb', 'display-p3', 'adobe-rgb', 'rec2020', 'acescg']),
    transfer: z.enum(['srgb', 'linear', 'gamma22', 'rec709', 'unknown']),
    icc: z.optional(text(maxProfile)),
  }),
);
export type WireColour = z.infer<typeof colour>;

const shape = {
  width: side(),
  height: side(),
  channels: described('Grey, RGB or RGBA.', z.union([z.literal(1), z.literal(3), z.literal(4)])),
  dtype: described('One sample: u8, u16, f16 or f32, little-endian.', z.enum(['u8', 'u16', 'f16', 'f32'])),
};

const range = described(
  'full: the largest integer is 1.0. photoshop: 32768 is 1.0 (u16). unit: floats as they are.',
  z.enum(['full', 'photoshop', 'unit']),
);
const alpha = z.enum(['none', 'straight', 'premultiplied']);

export const wireFormat = described(
  'Pixels on the wire: tight rows, top first, interleaved, native depth. Left out: full or unit range, sRGB, straight alpha when there are four channels.',
  z.object({
    ...shape,
    range: z.optional(range),
    alpha: z.optional(alpha),
    colour: z.optional(colour),
    origin: z.optional(
      described('Where the top-left pixel lies in the document.', z.object({ x: position(), y: position() })),
    ),
  }),
);
export type WireFormat = z.infer<typeof wireFormat>;

export const rectangle = z.object({ x: position(), y: position(), width: side(), height: side() });
export type Rectangle = z.infer<typeof rectangle>;

export const frameInfo = z.object({
  frame: frameId,
  ...shape,
  range,
  alpha,
  bounds: described('Where the frame lies in its document, in pixels.', rectangle),
  colour,
});
export type FrameInfo = z.infer<typeof frameInfo>;

export const blockName = described(
  'A block of shared memory, as its maker named it.',
  z.string().check(z.minLength(1), z.maxLength(1000)),
);
export const memoryBytes = z.int().check(z.minimum(1));

export const frameHandle = described(
  'A frame in shared memory: the name of its block and how the pixels lie in it.',
  z.object({
    memory: blockName,
    memoryBytes,
    byteOffset: count(),
    rowStride: z.int(),
    format: z.object({
      ...shape,
      range,
      alpha,
      colour,
      origin: z.object({ x: position(), y: position() }),
    }),
  }),
);
export type WireHandle = z.infer<typeof frameHandle>;

export const layer = z.object({ name: text(1000), frame: frameInfo });
export type OpenedLayer = z.infer<typeof layer>;

export const bytesPerSample = { u8: 1, u16: 2, f16: 2, f32: 4 } as const;

/** Bytes of a frame's pixels on the wire. */
export const wireBytes = ({
  width,
  height,
  channels,
  dtype,
}: Pick<WireFormat, 'width' | 'height' | 'channels' | 'dtype'>): number =>
  width * height * channels * bytesPerSample[dtype];
