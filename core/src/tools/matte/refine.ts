// SPDX-License-Identifier: Apache-2.0
import { convertPixels, jointBilateralUpsample, refineBand, resizePixels, trimap } from '@sfumato/native';
import { Frame, isFloat, noColour, srgb } from '../../frame/index.js';
import type { ToolContext } from '../../tool/index.js';

/** The format of a matte for a picture: as deep as the picture, in the same range and place. */
export const matteFormat = (image: Frame) =>
  ({
    width: image.width,
    height: image.height,
    channels: 1,
    dtype: isFloat(image.dtype) ? 'f32' : image.dtype,
    range: image.range,
    colour: noColour,
    origin: { x: image.bounds.x, y: image.bounds.y },
  }) as const;

/**
 * The picture that edges are taken from. Linear light hides edges in the shadows, so such pictures are encoded first,
 * to 8 bits.
 */
export async function guideOf(image: Frame, signal: AbortSignal): Promise<Frame> {
  if (image.colour.transfer !== 'linear') return image;
  const { width, height } = image;
  const guide = Frame.allocate({ width, height, channels: 3, dtype: 'u8', colour: srgb });
  const fromAlpha = image.alpha === 'premultiplied' ? 'premultiplied' : 'straight';
  await convertPixels(image, guide, { fromTransfer: 'linear', toTransfer: 'srgb', fromAlpha, signal });
  return guide;
}

/**
 * Brings a small matte to the picture's size. `strength` 0..1: 0 only enlarges, more follows the picture's edges more
 * closely.
 */
export async function refineMatte(
  context: ToolContext,
  image: Frame,
  matte: Frame,
  strength: number,
  into: Frame,
): Promise<void> {
  const { signal } = context;
  const within = (from: number, to: number) => (fraction: number) =>
    context.progress('Refining the edge', from + (to - from) * fraction);
  if (strength <= 0) {
    await resizePixels(matte, into, { filter: 'bilinear', signal, onProgress: within(0, 1) });
    return;
  }
  const guide = await guideOf(image, signal);
  // Measured on portraits with known mattes: joint bilateral upsampling leaves a tenth of the guided filter's fringe.
  const radius = strength > 0.85 ? 3 : strength > 0.4 ? 2 : 1;
  const sigmaSpace = 0.3 + radius / 2;
  const upsampling = { radius, sigmaSpace, sigmaColour: 0.06, signal };
  const rough = Frame.allocate(into.format());
  await jointBilateralUpsample(guide, matte, rough, { ...upsampling, onProgress: within(0, 0.5) });
  const { width, height } = image;
  const band = Frame.allocate({ width, height, channels: 1, dtype: 'u8', colour: noColour });
  await trimap(rough, band, { signal });
  await refineBand(guide, rough, band, into, { signal, onProgress: within(0.5, 1) });
}
