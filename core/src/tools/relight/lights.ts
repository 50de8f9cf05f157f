// SPDX-License-Identifier: Apache-2.0
import type { KernelLight } from '@sfumato/native';
import type { Colour } from '../../frame/index.js';
import type { Light, Rgb } from '../../tool/index.js';
import { inPrimaries, temperatureColour } from './light-colour.js';

/** One warm key light from the upper left, large enough for soft shadow edges. */
export const keyLight: Light = {
  kind: 'point',
  x: 0.15,
  y: 0.08,
  z: 0.65,
  intensity: 0.35,
  temperature: 5000,
  size: 0.2,
  falloff: 2,
  shadows: true,
};

const white: Rgb = [1, 1, 1];

/** A light as the kernel takes it: its colour in the picture's primaries, intensity included. */
export function kernelLight(light: Light, colour: Colour): KernelLight {
  const tint =
    light.temperature === undefined ? (light.colour ?? white) : temperatureColour(light.temperature);
  const [r, g, b] = inPrimaries(tint, colour);
  const target = light.target ?? { x: 0.5, y: 0.5, z: 0 };
  return {
    kind: light.kind,
    x: light.x,
    y: light.y,
    z: light.z,
    targetX: target.x,
    targetY: target.y,
    targetZ: target.z,
    colour: [r * light.intensity, g * light.intensity, b * light.intensity],
    size: light.size ?? 0.05,
    falloff: light.falloff ?? 0,
    angle: Math.max(1, light.angle ?? 60),
    edge: light.edge ?? 0.5,
    shadows: light.shadows ?? true,
  };
}
