// SPDX-License-Identifier: Apache-2.0
import { convertPixels, resizePixels } from '@sfumato/native';
import sharp from 'sharp';
import { Frame, isFloat, linearSrgb, transferOf } from '../../frame/index.js';
import { describeIcc, encodeStill } from '../../media/index.js';
import type { MediaRequest } from './messages.js';
import { applyMatrix, toSrgbMatrix } from './primaries.js';

type ViewRequest = Omit<Extract<MediaRequest, { op: 'view' }>, 'op' | 'frame'>;

/**
 * A rectangle of a frame as tight 8-bit RGBA for screens: colours in sRGB, through the frame's profile if it has
 * one, or the numbers as they are; alpha straight, or composited over `background`. Reduced by area; enlarged without
 * smoothing, so that pixels can be seen.
 */
export async function renderView(
  frame: Frame,
  request: ViewRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { rect, width, height, as, background } = request;
  const part = frame.crop(rect);
  const sized = await resized(part, width, height, signal);
  const rgba =
    as === 'display' && needsProfile(sized)
      ? await throughProfile(sized)
      : await plain(as === 'display' ? await inSrgbPrimaries(sized, signal) : sized, as, signal);
  if (background && frame.channels === 4) compositeOver(rgba, background);
  return rgba;
}

async function resized(part: Frame, width: number, height: number, signal: AbortSignal): Promise<Frame> {
  if (part.width === width && part.height === height) return part;
  const into = Frame.allocate({ ...part.format(), width, height });
  const enlarges = width >= part.width && height >= part.height;
  const alpha = part.alpha === 'premultiplied' ? 'premultiplied' : 'straight';
  await resizePixels(part, into, { filter: enlarges ? 'nearest' : 'area', alpha, signal });
  return into;
}

/** Whether a profile says that the numbers are not sRGB's. */
function needsProfile({ colour: { icc }, channels }: Frame): boolean {
  const described = icc && describeIcc(icc);
  if (!described || described.space !== (channels === 1 ? 'grey' : 'rgb')) return false;
  return described.transfer !== 'srgb' || (described.space === 'rgb' && described.primaries !== 'srgb');
}

/** Colours of other primaries that carry no profile, as linear floats of sRGB's. */
async function inSrgbPrimaries(frame: Frame, signal: AbortSignal): Promise<Frame> {
  const { primaries, icc } = frame.colour;
  if (primaries === 'srgb' || icc || frame.channels === 1) return frame;
  const { width, height, channels } = frame;
  const bytes = new Uint8Array(4 * channels * width * height);
  const linear = Frame.over(bytes, { width, height, channels, dtype: 'f32', colour: linearSrgb });
  await convertPixels(frame, linear, {
    fromTransfer: transferOf(frame.colour),
    toTransfer: 'linear',
    fromAlpha: frame.alpha === 'premultiplied' ? 'premultiplied' : 'straight',
    toAlpha: 'straight',
    signal,
  });
  applyMatrix(new Float32Array(bytes.buffer), channels, toSrgbMatrix(primaries));
  return linear;
}

async function plain(frame: Frame, as: 'display' | 'numbers', signal: AbortSignal): Promise<Uint8Array> {
  const { width, height } = frame;
  const rgba = new Uint8Array(4 * width * height);
  const into = Frame.over(rgba, { width, height, channels: 4, dtype: 'u8' });
  const recode = as === 'display' && transferOf(frame.colour) !== 'srgb';
  await convertPixels(frame, into, {
    ...(recode && { fromTransfer: transferOf(frame.colour), toTransfer: 'srgb' }),
    fromAlpha: frame.alpha === 'premultiplied' ? 'premultiplied' : 'straight',
    toAlpha: 'straight',
    signal,
  });
  return rgba;
}

/** By way of a TIFF in memory: the decoder applies the profile that it carries. */
async function throughProfile(frame: Frame): Promise<Uint8Array> {
  const depth = frame.dtype === 'u8' ? 8 : 16;
  const { parts } = await encodeStill(isFloat(frame.dtype) ? await asShorts(frame) : frame, {
    format: 'tiff',
    depth,
    numbers: true,
  });
  return sharp(Buffer.concat(parts)).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
}

async function asShorts(frame: Frame): Promise<Frame> {
  const into = Frame.allocate({ ...frame.format(), dtype: 'u16', range: 'full' });
  await convertPixels(frame, into);
  return into;
}

function compositeOver(rgba: Uint8Array, background: readonly [number, number, number]): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = (rgba[i + 3] ?? 0) / 255;
    for (const [c, ground] of background.entries()) {
      rgba[i + c] = (rgba[i + c] ?? 0) * alpha + ground * (1 - alpha) + 0.5;
    }
    rgba[i + 3] = 255;
  }
}
