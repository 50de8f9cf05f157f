// SPDX-License-Identifier: Apache-2.0
import { convertPixels, type RelightPasses } from '@sfumato/native';
import { type Colour, type Frame, noColour } from '../../frame/index.js';
import type { ToolContext } from '../../tool/index.js';
import { floatRow } from './frames.js';
import type { Geometry } from './geometry.js';

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

const otherPasses = ['ambient', 'shadow', 'fog', 'normals'] as const;

export type PassFrames = Partial<Record<(typeof otherPasses)[number] | LightLayer, Frame>>;

/** Whether any pass is wanted. */
export const hasPasses = (context: ToolContext): boolean =>
  [...otherPasses, ...lightLayers].some((id) => context.wants(id));

/** Frames for every wanted pass of a picture with that many lights: linear light in half floats. */
export function allocatePasses(
  context: ToolContext,
  image: Frame,
  lights: number,
): { frames: PassFrames; passes: RelightPasses } {
  const { width, height, bounds } = image;
  const { icc: _profileOfEncodedValues, ...rest } = image.colour;
  const linear: Colour = { ...rest, transfer: 'linear' };
  const layer = (channels: 1 | 3 | 4, colour: Colour) =>
    context.allocate(
      { width, height, channels, dtype: 'f16', colour, origin: bounds },
      { overwritten: true },
    );
  const others = {
    ...(context.wants('ambient') && { ambient: layer(1, noColour) }),
    ...(context.wants('shadow') && { shadow: layer(1, noColour) }),
    ...(context.wants('fog') && { fog: layer(4, linear) }),
    ...(context.wants('normals') && { normals: layer(3, noColour) }),
  };
  const frames: PassFrames = { ...others };
  // The kernel takes layers for the first lights: those before the last that is wanted are made, too.
  const last = lightLayers.findLastIndex((id, i) => i < lights && context.wants(id));
  const each = lightLayers.slice(0, last + 1).map((id) => {
    const frame = layer(image.channels === 1 ? 1 : 3, linear);
    frames[id] = frame;
    return frame;
  });
  return { frames, passes: { ...others, lights: each } };
}

/** Nearness as an output: in the caller's memory. */
export async function depthOutput(
  context: ToolContext,
  image: Frame,
  { nearness, solid }: Geometry,
): Promise<Frame> {
  const { width, height } = nearness;
  const out = context.allocate(
    { width, height, channels: 1, dtype: 'f32', colour: noColour, origin: image.bounds },
    { overwritten: true },
  );
  await convertPixels(nearness, out, { signal: context.signal });
  for (let y = 0; solid && y < height; y++) {
    const share = floatRow(solid, y);
    const values = floatRow(out, y);
    for (let x = 0; x < width; x++) values[x] = (values[x] ?? 0) * (share[x] ?? 0);
  }
  return out;
}
