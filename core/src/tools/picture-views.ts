// SPDX-License-Identifier: Apache-2.0
import { convertPixels, resizePixels } from '@sfumato/native';
import { Frame, noColour, srgb, transferOf } from '../frame/index.js';
import type { ToolContext } from '../tool/index.js';

/** Longer side of the picture that clicks work on. */
export const proxySide = 640;
/** Longer side of the picture that models see when it has alpha, and in drafts. */
const flatSide = 2048;

/** How kernels take a frame's alpha. */
export const kernelAlpha = (frame: Frame) => (frame.alpha === 'premultiplied' ? 'premultiplied' : 'straight');

/** The frame's size, or the smaller one of its shape whose longer side is `longest`. */
function sizeAtMost(frame: Frame, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(frame.width, frame.height));
  return {
    width: Math.max(1, Math.round(frame.width * scale)),
    height: Math.max(1, Math.round(frame.height * scale)),
  };
}

/** The frame, or a smaller one of its format whose longer side is `longest`. */
export async function atMost(frame: Frame, longest: number, signal: AbortSignal): Promise<Frame> {
  if (Math.max(frame.width, frame.height) <= longest) return frame;
  const smaller = Frame.allocate({ ...frame.format(), ...sizeAtMost(frame, longest) });
  await resizePixels(frame, smaller, { alpha: kernelAlpha(frame), signal });
  return smaller;
}

/** A mask of any depth as one channel of floats, at most `longest` pixels long. */
export async function floatMatte(mask: Frame, longest: number, signal: AbortSignal): Promise<Frame> {
  const into = Frame.allocate({ ...sizeAtMost(mask, longest), channels: 1, dtype: 'f32', colour: noColour });
  await resizePixels(mask, into, { filter: 'area', signal });
  return into;
}

/**
 * The picture at most `longest` pixels long, display-encoded, 8 bits, straight alpha if it has any: what the selection
 * kernels take. Overbright values are clipped.
 */
export async function proxyOf(
  context: ToolContext,
  image: Frame,
  longest: number = proxySide,
): Promise<Frame> {
  const key = `proxy:${longest}:${context.hash(image)}`;
  const make = async () => {
    const { signal } = context;
    const { channels, alpha } = image;
    const size = sizeAtMost(image, longest);
    const reduced = Frame.allocate({ ...size, channels, dtype: 'f32', colour: image.colour, alpha });
    const kind = kernelAlpha(image);
    await resizePixels(image, reduced, { filter: 'area', alpha: kind, signal });
    const proxy = Frame.allocate({ ...size, channels, dtype: 'u8', colour: srgb });
    const fromTransfer = transferOf(image.colour);
    await convertPixels(reduced, proxy, { fromTransfer, toTransfer: 'srgb', fromAlpha: kind, signal });
    return proxy;
  };
  return context.cache.frame(key, make, { brief: true });
}

/**
 * What models are shown: the picture itself, or, when it has alpha, a reduced copy of it over mid-grey, so that the
 * colours of invisible pixels mean nothing.
 */
export async function modelViewOf(context: ToolContext, image: Frame): Promise<Frame> {
  if (image.alpha === 'none') return image;
  const key = `flat:${context.hash(image)}`;
  const make = async () => {
    const proxy = await proxyOf(context, image, flatSide);
    const { width, height } = proxy;
    const flat = Frame.allocate({ width, height, channels: 3, dtype: 'u8', colour: srgb });
    await convertPixels(proxy, flat, { toAlpha: 'premultiplied', signal: context.signal });
    for (let y = 0; y < height; y++) {
      const from = proxy.row(y);
      const to = flat.row(y);
      for (let x = 0; x < width; x++) {
        const ground = 128 * (1 - (from[x * 4 + 3] ?? 0) / 255);
        for (let c = x * 3; c < x * 3 + 3; c++) to[c] = (to[c] ?? 0) + ground;
      }
    }
    return flat;
  };
  return context.cache.frame(key, make, { brief: true });
}

/** A one-channel matte at another size. */
export async function resizeMatte(
  matte: Frame,
  width: number,
  height: number,
  signal: AbortSignal,
): Promise<Frame> {
  if (matte.width === width && matte.height === height) return matte;
  const into = Frame.allocate({ width, height, channels: 1, dtype: 'f32', colour: noColour });
  await resizePixels(matte, into, { filter: 'area', signal });
  return into;
}
