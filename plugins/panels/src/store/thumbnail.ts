// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo, Rect, ToolDescription } from '../engine/port.js';
import type { PanelContext } from './context.js';
import { mainOutput, outputOfKind } from './traits.js';

const longSide = 192;
/** UXP shows no transparency: what is transparent becomes the stage's grey. */
const behind = [96, 96, 96] as const;

/** A size with that aspect whose longer side is `side`, never larger than the rectangle. */
export function sizeWithin({ width, height }: Pick<Rect, 'width' | 'height'>, side: number) {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A change of fewer pixels is none. */
const smallest = 8;

/** Where a result differs from the picture, with what is around it: there variations can be told apart. */
export function interestingPart(image: FrameInfo, layer: FrameInfo | undefined): Rect {
  const whole = { x: 0, y: 0, width: image.width, height: image.height };
  const tells = layer && layer.width >= smallest && layer.height >= smallest;
  if (!tells || layer.width >= image.width || layer.height >= image.height) return whole;
  const side = Math.max(layer.bounds.width, layer.bounds.height) * 1.8;
  const width = Math.min(image.width, Math.round(side));
  const height = Math.min(image.height, Math.round(side));
  const start = (middle: number, size: number, all: number) =>
    Math.round(Math.min(all - size, Math.max(0, middle - size / 2)));
  const { bounds } = layer;
  return {
    x: start(bounds.x - image.bounds.x + bounds.width / 2, width, image.width),
    y: start(bounds.y - image.bounds.y + bounds.height / 2, height, image.height),
    width,
    height,
  };
}

/** A small picture of a result, as `<img src>`; null when the tool gave nothing to look at. */
export async function thumbnailOf(
  context: PanelContext,
  tool: ToolDescription,
  outputs: Readonly<Record<string, FrameInfo>>,
  signal: AbortSignal,
  part: 'whole' | 'change' = 'whole',
): Promise<string | null> {
  const main = mainOutput(tool);
  const image = main === undefined ? undefined : outputs[main];
  if (!image) return null;
  const layerId = part === 'change' ? outputOfKind(tool, 'layer') : undefined;
  const rect = interestingPart(image, layerId === undefined ? undefined : outputs[layerId]);
  const shown = await context.engine.view(
    image.frame,
    { rect, ...sizeWithin(rect, longSide), background: behind },
    { signal },
  );
  return context.bridge.preview(shown);
}
