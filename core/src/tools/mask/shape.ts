// SPDX-License-Identifier: Apache-2.0
import { feather, growShrink, matteContrast } from '@sfumato/native';
import { Frame } from '../../frame/index.js';
import type { ToolContext } from '../../tool/index.js';

export interface Shape {
  /** 0..1: 1 is all but hard. */
  readonly contrast: number;
  /** Pixels; negative contracts. */
  readonly expand: number;
  /** Standard deviation in pixels. */
  readonly feather: number;
}

/** The narrowest Gaussian that is worth a pass. */
const leastSigma = 0.1;

/** Contrast, then expansion, then feather. Changes `matte`, and gives it or, when it was feathered, another frame. */
export async function shapeMatte(context: ToolContext, matte: Frame, shape: Shape): Promise<Frame> {
  const { signal } = context;
  if (shape.contrast > 0) {
    const cut = Math.min(0.499, shape.contrast / 2);
    await matteContrast(matte, matte, { black: cut, white: 1 - cut, signal });
  }
  if (shape.expand !== 0) await growShrink(matte, matte, { radius: shape.expand, signal });
  if (shape.feather < leastSigma) return matte;
  const soft = Frame.allocate(matte.format());
  await feather(matte, soft, { sigma: shape.feather, signal });
  return soft;
}
