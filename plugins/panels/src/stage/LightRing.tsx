// SPDX-License-Identifier: Apache-2.0
import { type PointerEvent, useRef } from 'react';
import { followPointer } from '../controls/drag.js';
import type { Light } from '../engine/port.js';
import { within } from '../params/marks.js';

export interface LightRingProps {
  readonly light: Light;
  readonly left: string;
  readonly top: string;
  readonly onChange: (z: number, going: boolean) => void;
}

/** Pixels of the ring's radius at height 0, and what a height of one longer side adds. */
const innerRadius = 18;
const radiusPerHeight = 44;

export const ringRadius = (z: number) => innerRadius + radiusPerHeight * z;
export const heightOfRadius = (radius: number) => within((radius - innerRadius) / radiusPerHeight, 0, 2);

/** The ring round a light: the wider, the higher the light is over the picture. Drag it outwards or inwards. */
export function LightRing({ light, left, top, onChange }: LightRingProps) {
  const ring = useRef<HTMLDivElement>(null);
  const radius = ringRadius(light.z);

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || !ring.current) return;
    event.stopPropagation();
    const box = ring.current.getBoundingClientRect();
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const distance = (x: number, y: number) => Math.hypot(x - middle.x, y - middle.y);
    // What counts is how far the pointer comes, so that a press off the line changes nothing.
    const from = distance(event.clientX, event.clientY);
    let z = light.z;
    followPointer(event, {
      move: (moved) => {
        z = heightOfRadius(radius + distance(moved.clientX, moved.clientY) - from);
        onChange(z, true);
      },
      end: () => {
        if (z !== light.z) onChange(z, false);
      },
    });
  }

  return (
    <div
      ref={ring}
      className="sf-ring"
      aria-hidden="true"
      style={{
        left,
        top,
        width: `${2 * radius}px`,
        height: `${2 * radius}px`,
        marginLeft: `${-radius}px`,
        marginTop: `${-radius}px`,
      }}
      onPointerDown={onPointerDown}
    >
      <div className="sf-ring-line" />
    </div>
  );
}
