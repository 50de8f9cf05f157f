// SPDX-License-Identifier: Apache-2.0
import { convertPixels, type RelightPasses } from '@sfumato/native';
import { type Colour, type Frame, noColour } from '../../frame/index.js';
import type { ToolContext } from '../../tool/index.js';

/** Lights that can be given as layers of their own. */
export const lightLayers = [
  'light1',
  'light2',
  'light3',
  'light4',
  'light5',
  'light6',
  'light7',
  'light8',
] as const;
type LightLayer = (typeof lightLayers)[number];

export type PassFrames = { ambient: Frame; shadow: Frame; fog: Frame; normals: Frame } & Partial<
  Record<LightLayer, Frame>
>;

/** Frames for every pass of a picture with that many lights: linear light in half floats. */
export function allocatePasses(
  context: ToolContext,
  image: Frame,
  lights: number,
): { frames: PassFrames; passes: RelightPasses } {
  const { width, height, bounds } = image;
  const { icc: _profileOfEncodedValues, ...rest } = image.colour;
  const linear: Colour = { ...rest, transfer: 'linear' };
  const layer = (channels: 1 | 3 | 4, colour: Colour) =>
    context.allocate({ width, height, channels, dtype: 'f16', colour, origin: bounds });
  const frames: PassFrames = {
    ambient: layer(1, noColour),
    shadow: layer(1, noColour),
    fog: layer(4, linear),
    normals: layer(3, noColour),
  };
  const each: Frame[] = [];
  for (const id of lightLayers.slice(0, lights)) {
    const frame = layer(image.channels === 1 ? 1 : 3, linear);
    frames[id] = frame;
    each.push(frame);
  }
  const { ambient, shadow, fog, normals } = frames;
  return { frames, passes: { ambient, shadow, fog, normals, lights: each } };
}

/** Nearness as an output: half floats, in the caller's memory. */
export async function depthOutput(context: ToolContext, image: Frame, nearness: Frame): Promise<Frame> {
  const { width, height } = nearness;
  const out = context.allocate({
    width,
    height,
    channels: 1,
    dtype: 'f32',
    colour: noColour,
    origin: image.bounds,
  });
  await convertPixels(nearness, out, { signal: context.signal });
  return out;
}
