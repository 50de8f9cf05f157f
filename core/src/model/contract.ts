// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/*
 * How a graph is fed and read, by name. A contract is known to a runner in contracts/, or only named: models of such
 * contracts can be listed, imported and verified, and are loaded as bare graphs. Any other name is refused.
 */

const side = z.int().min(1).max(16_384);
const tensorName = z.string().min(1).max(200);

/** Sides that the graph accepts. */
export const sizeRule = z.discriminatedUnion('rule', [
  /** Exactly this size. */
  z.strictObject({ rule: z.literal('fixed'), width: side, height: side }),
  /** Any sides that are multiples of `of`; `longest` is the longer side that the model was trained for. */
  z.strictObject({ rule: z.literal('multiple'), of: side, longest: side }),
  /** The picture's own size, in tiles, sides padded to multiples of `of`. */
  z.strictObject({ rule: z.literal('native'), of: side }),
]);
export type SizeRule = z.infer<typeof sizeRule>;

/**
 * How a picture becomes a tensor: value = (x · white − mean) / std for x in 0..1 of the domain, overbright values
 * clipped. `zeros` channels of 0 follow the three colours.
 */
export const pictureInput = z.strictObject({
  tensor: tensorName,
  layout: z.enum(['nchw', 'nhwc']),
  channels: z.enum(['rgb', 'bgr']),
  domain: z.enum(['srgb', 'linear']),
  white: z.number().positive(),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  zeros: z.int().min(0).max(8).default(0),
});
export type PictureInput = z.infer<typeof pictureInput>;

/** Where a map lies in the output: channel `channel` of `channels`, after `activation` over the channels. */
const mapOutput = z.strictObject({
  tensor: tensorName,
  layout: z.enum(['nchw', 'nhwc']),
  channels: z.int().min(1).max(64).default(1),
  channel: z.int().min(0).max(63).default(0),
  activation: z.enum(['none', 'sigmoid', 'softmax']).default('none'),
});
export type MapOutput = z.infer<typeof mapOutput>;

/** Where the three colours lie in an output; x = (value · std + mean) / white of the input undoes its scale. */
const pictureOutput = z.strictObject({ tensor: tensorName, layout: z.enum(['nchw', 'nhwc']) });

/** `size` and `halo` in pixels of the input; sides are multiples of `align`. The halo is thrown away at seams. */
const tile = z.strictObject({ size: side, halo: z.int().min(0).max(4096), align: side });
export type TileRule = z.infer<typeof tile>;

const matte = z.strictObject({
  name: z.literal('matte.v1'),
  input: pictureInput,
  size: sizeRule,
  output: mapOutput,
});
const depth = z.strictObject({
  name: z.literal('depth.v1'),
  input: pictureInput,
  size: sizeRule,
  output: mapOutput,
  /** inverse: larger is nearer, scale and offset unknown. */
  meaning: z.literal('inverse'),
});
const denoise = z.strictObject({
  name: z.literal('denoise.noise-map.v1'),
  input: pictureInput.extend({ zeros: z.literal(0).default(0) }),
  size: sizeRule,
  /** Standard deviation of the noise in parts of white, one value for `step` × `step` pixels. */
  noise: z.strictObject({ tensor: tensorName, step: side }),
  /** How far beyond 0..1 the model was trained to see values: noise reaches below black and above white. */
  headroom: z.number().min(0).max(1).default(0),
  output: pictureOutput,
  tile,
});
const upscale = z.strictObject({
  name: z.literal('upscale.v1'),
  input: pictureInput,
  size: sizeRule,
  factor: z.int().min(2).max(8),
  /** Pixels of the input that the graph eats at each side. */
  shrink: z.int().min(0).max(64).default(0),
  output: pictureOutput,
  tile,
});
const inpaint = z.strictObject({
  name: z.literal('inpaint.v1'),
  input: pictureInput,
  size: sizeRule,
  /** One channel: `hole` where pixels are wanted, 1 − hole elsewhere. `blank`: the picture is 0 (after norm.) in the hole. */
  mask: z.strictObject({
    tensor: tensorName,
    hole: z.union([z.literal(0), z.literal(1)]),
    blank: z.boolean(),
  }),
  output: pictureOutput.extend({ white: z.number().positive(), mean: z.number().default(0) }),
});
/** A letterbox: the picture is scaled to fit, put at the top left, and the rest is `pad` (in parts of white). */
const letterbox = z.strictObject({ pad: z.number().min(0).max(1) });
const yolox = z.strictObject({
  name: z.literal('boxes.yolox.v1'),
  input: pictureInput,
  size: sizeRule,
  letterbox,
  output: tensorName,
  strides: z.array(side).min(1).max(8),
  /** Class names by index. */
  classes: z.array(z.string().min(1)).min(1).max(1000),
});
const yunet = z.strictObject({
  name: z.literal('faces.yunet.v1'),
  input: pictureInput,
  size: sizeRule,
  letterbox,
  strides: z.array(side).min(1).max(8),
});

/** Contracts without a runner yet. Their parameters are documentation. */
export const namedContracts = [
  'denoise.raw.v1',
  'faces.blazeface.v1',
  'landmarks.v1',
  'sam.v1',
  'audio.enhance.stft.v1',
  'audio.enhance.dtln.v1',
  'audio.voice-activity.v1',
] as const;
const named = z.looseObject({ name: z.enum(namedContracts) });

export const contract = z.discriminatedUnion('name', [
  matte,
  depth,
  denoise,
  upscale,
  inpaint,
  yolox,
  yunet,
  named,
]);
export type Contract = z.infer<typeof contract>;
export type ContractName = Contract['name'];
export type ContractOf<N extends ContractName> = Extract<Contract, { name: N }>;

const runners = [
  'matte.v1',
  'depth.v1',
  'denoise.noise-map.v1',
  'inpaint.v1',
  'boxes.yolox.v1',
  'faces.yunet.v1',
] as const satisfies readonly ContractName[];

/** Every name that a manifest may use. */
export const contractNames: readonly string[] = [...runners, 'upscale.v1', ...namedContracts];

/** Whether Sfumato can run models of this contract, not only keep them. */
export const hasRunner = (name: ContractName): boolean => runners.some((runner) => runner === name);
