// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { Content } from '../document/layer.js';
import type { EngineConnection } from '../engine/protocol.js';

export interface ThumbnailProps {
  readonly engine: EngineConnection;
  readonly content: Content;
  /** Mattes and depth: the samples as they are. */
  readonly numbers: boolean;
}

/** Longer side in CSS pixels; twice as many are drawn, for fine screens. */
const side = 32;

/** A small picture of a layer. */
export function Thumbnail({ engine, content, numbers }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { frame, state } = content;
  const ready = state === 'ready';
  const { frame: id, width, height } = frame;
  const scale = (2 * side) / Math.max(width, height);
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  useEffect(() => {
    if (!ready) return;
    const stop = new AbortController();
    const rect = { x: 0, y: 0, width, height };
    engine
      .view(
        id,
        { rect, width: size.width, height: size.height, as: numbers ? 'numbers' : 'display' },
        { signal: stop.signal },
      )
      .then(
        (seen) => {
          const context = canvas.current?.getContext('2d');
          if (!stop.signal.aborted && context)
            context.putImageData(
              new ImageData(new Uint8ClampedArray(seen.rgba), seen.width, seen.height),
              0,
              0,
            );
        },
        // A thumbnail that cannot be had is a grey field; the layer itself says why.
        () => {},
      );
    return () => stop.abort();
  }, [engine, id, ready, width, height, size.width, size.height, numbers]);
  return (
    <span className="thumbnail">
      <canvas
        ref={canvas}
        width={size.width}
        height={size.height}
        style={{ width: size.width / 2, height: size.height / 2 }}
      />
    </span>
  );
}
