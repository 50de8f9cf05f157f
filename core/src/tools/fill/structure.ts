// SPDX-License-Identifier: Apache-2.0
import {
  bytesPerSample,
  convertPixels,
  growShrink,
  type KernelTransfer,
  resizePixels,
} from '@sfumato/native';
import { type Colour, Frame } from '../../frame/index.js';
import { type LoadedModel, runInpaint } from '../../model/index.js';
import { boundsOf, grownWithin, type Hole } from './hole.js';

/** Pixels from rim to middle up to which the patch fill is not guided, whatever lies in the hole. */
const thinnest = 24;

const kernelTransfer = ({ transfer }: Colour): KernelTransfer | undefined =>
  transfer === 'unknown' ? undefined : transfer;

/** Whether any part of the hole is thick enough to be guided: blemishes and wires are not. */
export async function hasStructure({ mask, bounds }: Hole, signal: AbortSignal): Promise<boolean> {
  const part = mask.crop(grownWithin(bounds, thinnest, mask));
  const core = Frame.allocate(part.format());
  await growShrink(part, core, { radius: -thinnest, signal });
  return boundsOf(core) !== undefined;
}

/**
 * Puts a learned model's proposal into the hole, in place: the coarse content that the patch fill then follows with the
 * picture's real texture. The model sees the hole and as much again around it. Alpha stays.
 */
export async function proposeStructure(
  model: LoadedModel,
  image: Frame,
  hole: Hole,
  signal: AbortSignal,
): Promise<void> {
  const { bounds } = hole;
  const reach = Math.max(64, Math.ceil(Math.max(bounds.width, bounds.height) / 2));
  const around = grownWithin(bounds, reach, image);
  const { picture, region } = await runInpaint(model, image, hole.mask, { region: around, signal });
  const { width, height } = region;
  const full = Frame.allocate({ ...picture.format(), width, height });
  await resizePixels(picture, full, { filter: 'cubic', signal });
  const proposal = Frame.allocate({ ...image.format(), width, height });
  await convertPixels(full, proposal, {
    fromTransfer: kernelTransfer(picture.colour),
    toTransfer: kernelTransfer(image.colour),
    signal,
  });
  const sample = bytesPerSample[image.dtype];
  const pixel = image.channels * sample;
  const colours = Math.min(image.channels, 3) * sample;
  const maskSample = bytesPerSample[hole.mask.dtype];
  for (let y = bounds.y; y < bounds.y + bounds.height; y++) {
    const mask = hole.mask.row(y);
    const from = proposal.row(y - region.y);
    const to = image.row(y);
    for (let x = bounds.x; x < bounds.x + bounds.width; x++) {
      if (mask[x * maskSample] === 0 && mask[(x + 1) * maskSample - 1] === 0) continue;
      const start = (x - region.x) * pixel;
      to.set(from.subarray(start, start + colours), x * pixel);
    }
  }
}
