// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import { type LoadedModel, runImageToMap } from '../../model/index.js';
import type { ToolContext } from '../../tool/index.js';
import { modelViewOf } from '../picture-views.js';

/**
 * What a matte model (subject, person, sky) sees in the picture, or in a part of it (given in parts of its sides), at
 * the model's own size, 0..1. Kept in the cache under one key for all tools: whoever asks second waits for no model.
 */
export async function modelMatte(
  context: ToolContext,
  model: LoadedModel,
  image: Frame,
  part?: Rect,
): Promise<Frame> {
  const where = part ? `:${part.x},${part.y},${part.width},${part.height}` : '';
  return context.cache.frame(`model-matte:${model.hash}:${context.hash(image)}${where}`, async () => {
    context.progress('Finding', 0);
    const view = await modelViewOf(context, image);
    const region = part && {
      x: part.x * view.width,
      y: part.y * view.height,
      width: part.width * view.width,
      height: part.height * view.height,
    };
    const { map } = await runImageToMap(model, view, { region, signal: context.signal });
    context.progress('Finding', 1);
    return map;
  });
}
