// SPDX-License-Identifier: Apache-2.0
import {
  feather,
  matteContrast,
  relightInflate,
  relightSharpen,
  relightSmooth,
  relightUpsample,
} from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import { type LoadedModel, runImageToMap } from '../../model/index.js';
import type { ToolContext } from '../../tool/index.js';
import { atMost } from '../picture-views.js';
import { floatPlane, floatRow, oneChannel } from './frames.js';

/** What the light falls on: larger is nearer, 0..1, of the picture's size. */
export interface Geometry {
  readonly nearness: Frame;
  /** A guessed shape reaches past the subject's hair: how much of it is there, 0..1. Elsewhere the ground is flat. */
  readonly solid?: Frame;
  readonly from: 'input' | 'model' | 'matte' | 'none';
}

/** Longer side of what a depth model is shown; models scale it down further. */
const modelView = 1024;
/** Difference in nearness that counts as a jump from one surface to another. */
const jump = 0.14;
/** Models draw a jump as a ramp about twice this radius wide, in their own pixels. */
const ramps = { radius: 4, noise: 0.01 };
/** How much the outline of a guessed shape is smoothed, in parts of the longer side. */
const outlineSigma = 0.008;
/** It is drawn round the hair, so that hair is lit like what it grows on. */
const outlineLevels = { black: 0.04, white: 0.12 };
/** Share of the nearest and farthest samples that may lie outside 0..1. */
const outliers = 0.01;

/** Moves nearness of unknown scale to 0..1 by its quantiles. A flat map becomes 0. */
export function normaliseNearness(map: Frame): Frame {
  const values = new Float32Array(map.packed().slice().buffer);
  const sorted = values.filter(Number.isFinite).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const low = at(outliers);
  const scale = at(1 - outliers) - low;
  const flat = !(scale > 1e-6 * Math.max(1, Math.abs(low)));
  const out = floatPlane(map.width, map.height);
  for (let y = 0; y < map.height; y++) {
    const floats = floatRow(out, y);
    for (let x = 0; x < map.width; x++) {
      const value = ((values[y * map.width + x] ?? 0) - low) / scale;
      floats[x] = flat || Number.isNaN(value) ? 0 : Math.min(1.25, Math.max(-0.25, value));
    }
  }
  return out;
}

async function smoothed(nearness: Frame, radius: number, noise: number, signal: AbortSignal): Promise<Frame> {
  const out = floatPlane(nearness.width, nearness.height);
  await relightSmooth({ nearness, out, radius: Math.max(1, Math.round(radius)), noise }, { signal });
  return out;
}

async function enlarged(nearness: Frame, image: Frame, signal: AbortSignal): Promise<Frame> {
  const out = floatPlane(image.width, image.height);
  await relightUpsample({ nearness, guide: image, out, edge: jump }, { signal });
  return out;
}

/** What the model sees in the picture, at its own size. Drafts and full results share it. */
function measuredDepth(context: ToolContext, original: Frame, model: LoadedModel): Promise<Frame> {
  const { signal } = context;
  return context.cache.frame(`relight.depth:${model.hash}:${context.hash(original)}`, async () => {
    context.progress('Measuring depth', 0);
    const { map } = await runImageToMap(model, await atMost(original, modelView, signal), { signal });
    const small = await smoothed(normaliseNearness(map), 4, 0.02, signal);
    await relightSharpen({ nearness: small, out: small, ...ramps }, { signal });
    context.progress('Measuring depth', 0.7);
    return small;
  });
}

/** The same at the size of `image`, which is `original` or a smaller copy of it. */
async function fromModel(
  context: ToolContext,
  original: Frame,
  image: Frame,
  model: LoadedModel,
): Promise<Frame> {
  const small = await measuredDepth(context, original, model);
  const { width, height } = image;
  const key = `relight.nearness:${width}x${height}:${model.hash}:${context.hash(original)}`;
  return context.cache.frame(key, () => enlarged(small, image, context.signal), { brief: true });
}

/** Has what a picture's geometry rests on estimated and kept, for when it is lit. */
export async function prepareGeometry(
  context: ToolContext,
  original: Frame,
  subject: () => Promise<Frame | undefined>,
): Promise<void> {
  const lookup = await context.models.find('depth');
  if (lookup.found) await measuredDepth(context, original, lookup.model);
  else await subject();
}

/** Depth that came with the picture: 8-bit steps and noise are smoothed out, other sizes brought to the picture's. */
async function fromInput(context: ToolContext, image: Frame, depth: Frame): Promise<Frame> {
  const { signal } = context;
  const plane = await oneChannel(depth, depth.width, depth.height, signal);
  const radius = Math.max(plane.width, plane.height) / 256;
  const noise = plane.dtype === 'u8' ? 0.02 : 0.005;
  const nearness = normaliseNearness(await smoothed(plane, radius, noise, signal));
  const same = nearness.width === image.width && nearness.height === image.height;
  return same ? nearness : enlarged(nearness, image, signal);
}

/** A bulge over a matte, of its size. */
function guessed(context: ToolContext, matte: Frame): Promise<Frame> {
  const { signal } = context;
  const { width, height } = matte;
  const make = async () => {
    const [outline, nearness] = [floatPlane(width, height), floatPlane(width, height)];
    await feather(matte, outline, { sigma: outlineSigma * Math.max(width, height), signal });
    await matteContrast(outline, outline, { ...outlineLevels, signal });
    await relightInflate({ matte: outline, out: nearness }, { signal });
    return nearness;
  };
  return context.cache.frame(`relight.guess:${context.hash(matte)}`, make, { brief: true });
}

/**
 * The geometry of a picture (`image` is `original` or a smaller copy of it): a depth input if there is one, else a depth
 * model, else a bulge over the subject's matte, else a flat plane. Says in a note when it is not measured.
 */
export async function geometryOf(
  context: ToolContext,
  original: Frame,
  image: Frame,
  depth: Frame | undefined,
  subject: () => Promise<Frame | undefined>,
): Promise<Geometry> {
  if (depth) return { nearness: await fromInput(context, image, depth), from: 'input' };
  const lookup = await context.models.find('depth');
  if (lookup.found)
    return { nearness: await fromModel(context, original, image, lookup.model), from: 'model' };
  const matte = await subject();
  if (!matte) {
    context.note({
      id: 'geometry-flat',
      text: `No depth model (${lookup.absence.reason}) and no subject: the picture was lit as a flat plane.`,
    });
    return { nearness: floatPlane(image.width, image.height), from: 'none' };
  }
  context.note({
    id: 'geometry-from-matte',
    text: 'Depth was not measured: the shape was guessed from the outline of the subject, as a smooth bulge that throws no shadow. Choose a depth model to have it measured.',
  });
  return { nearness: await guessed(context, matte), solid: matte, from: 'matte' };
}
