// SPDX-License-Identifier: Apache-2.0
import { maskJoin } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import type { ToolContext } from '../../tool/index.js';

export interface Shape {
  /** 0..1. */
  readonly contrast: number;
  /** Pixels; negative contracts. */
  readonly expand: number;
  /** Standard deviation in pixels. */
  readonly feather: number;
}

/** Contrast, then expansion, then feather, on the matte itself. */
export async function shapeMatte(context: ToolContext, matte: Frame, shape: Shape): Promise<void> {
  const { signal } = context;
  if (shape.contrast > 0) await maskJoin({ matte, into: matte, contrast: shape.contrast }, { signal });
}
