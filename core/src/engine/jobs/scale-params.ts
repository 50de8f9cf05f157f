// SPDX-License-Identifier: Apache-2.0
import type { Params } from '../../tool/index.js';

/**
 * Params for a copy of the picture that is `scale` as large: lengths in pixels shrink with it, everything else stays.
 * `values` are complete and valid.
 */
export function scaleParams(
  params: Params,
  values: Readonly<Record<string, unknown>>,
  scale: number,
): Readonly<Record<string, unknown>> {
  if (scale === 1) return values;
  const scaled = { ...values };
  for (const [id, param] of Object.entries(params)) {
    const value = values[id];
    if (param.kind !== 'number' || param.unit !== 'px' || typeof value !== 'number') continue;
    scaled[id] = Math.min(param.max, Math.max(param.min, value * scale));
  }
  return scaled;
}
