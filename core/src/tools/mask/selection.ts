// SPDX-License-Identifier: Apache-2.0
import { selectRegion } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';
import type { Box, ToolContext } from '../../tool/index.js';
import { union } from '../matte/plane.js';
import { proxyOf, resizeMatte } from '../picture-views.js';
import { drawMarks, type Pointing } from './marks.js';

/** How far a box's content may reach beyond it when the subject model looks, in parts of the box's sides. */
const boxMargin = 0.08;

/** The part of the picture that a model should see for a box. */
export function partAround(box: Box): { x: number; y: number; width: number; height: number } | undefined {
  const x = Math.max(0, box.x - box.width * boxMargin);
  const y = Math.max(0, box.y - box.height * boxMargin);
  const right = Math.min(1, box.x + box.width * (1 + boxMargin));
  const bottom = Math.min(1, box.y + box.height * (1 + boxMargin));
  return right - x > 0.01 && bottom - y > 0.01 ? { x, y, width: right - x, height: bottom - y } : undefined;
}

export interface SelectionHints {
  /** What is likely wanted: a model's estimate. Parts of it that nobody points at are dropped when others are. */
  readonly estimate?: Frame | undefined;
  /** An existing selection that is being corrected: it stays, but for what the marks take away. */
  readonly existing?: Frame | undefined;
  readonly smoothness: number;
}

/** The region that was pointed at, as a soft matte of proxy size. */
export async function selectPointed(
  context: ToolContext,
  image: Frame,
  pointing: Pointing,
  hints: SelectionHints,
): Promise<Frame> {
  const { signal } = context;
  const proxy = await proxyOf(context, image);
  const { width, height } = proxy;
  const marks = drawMarks(pointing, width, height);
  const { estimate, existing, smoothness } = hints;
  const known = estimate && (await resizeMatte(estimate, width, height, signal));
  const kept = existing && (await resizeMatte(existing, width, height, signal));
  const prior = known && kept ? union(known, kept) : (known ?? kept);
  const out = Frame.allocate({ width, height, channels: 1, dtype: 'f32', colour: noColour });
  context.progress('Selecting', 0);
  await selectRegion(
    { image: proxy, marks, prior, out, smoothness, keepUnmarkedParts: existing !== undefined },
    { signal, onProgress: (fraction) => context.progress('Selecting', fraction) },
  );
  context.progress('Selecting', 1);
  return out;
}
