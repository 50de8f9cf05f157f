// SPDX-License-Identifier: Apache-2.0
import type { EngineFrame } from '../engine/index.js';
import type { FrameFormat } from '../frame/index.js';
import type { FrameId, FrameInfo, WireFormat } from '../protocol/index.js';

/** A frame as its connection sees it. */
export function frameInfoOf(frame: FrameId, { format }: EngineFrame): FrameInfo {
  const { width, height, channels, dtype, range, alpha, origin, colour } = format;
  return {
    frame,
    width,
    height,
    channels,
    dtype,
    range,
    alpha,
    colour,
    bounds: { ...origin, width, height },
  };
}

/** A frame's format as a client announced it. */
export function formatOf({
  width,
  height,
  channels,
  dtype,
  range,
  alpha,
  colour,
  origin,
}: WireFormat): FrameFormat {
  return {
    width,
    height,
    channels,
    dtype,
    ...(range && { range }),
    ...(alpha && { alpha }),
    ...(origin && { origin }),
    ...(colour && {
      colour: {
        primaries: colour.primaries,
        transfer: colour.transfer,
        ...(colour.icc !== undefined && { icc: Uint8Array.from(Buffer.from(colour.icc, 'base64')) }),
      },
    }),
  };
}
