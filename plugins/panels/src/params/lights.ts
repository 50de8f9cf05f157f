// SPDX-License-Identifier: Apache-2.0
import type { Light, Point } from '../engine/port.js';
import { within } from './marks.js';
import type { NumberRange } from './number.js';
import { maxLights } from './shape.js';

/** What people set on a light by number. Ranges are those that make sense by hand; the engine takes more. */
export const lightRanges = {
  x: { min: -100, max: 200, step: 1, unit: '%' },
  y: { min: -100, max: 200, step: 1, unit: '%' },
  z: { min: 0, max: 200, step: 1, unit: '%' },
  intensity: { min: 0, max: 400, step: 1, unit: '%' },
  temperature: { min: 1800, max: 12_000, step: 50, unit: 'K' },
  size: { min: 0, max: 100, step: 1, unit: '%' },
  falloff: { min: 0, max: 4, step: 0.1 },
  angle: { min: 1, max: 180, step: 1, unit: '°' },
  edge: { min: 0, max: 100, step: 1, unit: '%' },
} as const satisfies Record<string, NumberRange>;

/** What the engine assumes where a light does not say. */
export const lightDefaults = {
  target: { x: 0.5, y: 0.5, z: 0 },
  size: 0.05,
  falloff: 0,
  angle: 60,
  edge: 0.5,
  shadows: true,
} as const;

export type LightKind = Light['kind'];

/** Ambient light comes from everywhere: it has no place, size, fall-off or shadow. */
export const hasPlace = (light: Light) => light.kind !== 'ambient';
export const hasTarget = (light: Light) => light.kind === 'spot' || light.kind === 'directional';
export const hasFalloff = (light: Light) => light.kind === 'point' || light.kind === 'spot';

/** A new light of that kind; each comes in at another place, so that two never hide each other. */
export function newLight(kind: LightKind, count: number): Light {
  const place = { x: within(0.2 + 0.6 * ((count * 0.618) % 1)), y: 0.2, z: 0.5 };
  switch (kind) {
    case 'ambient':
      return { kind, x: 0.5, y: 0.5, z: 1, intensity: 0.2, temperature: 6500 };
    case 'directional':
      return { kind, ...place, target: lightDefaults.target, intensity: 0.5, temperature: 5000, size: 0.1 };
    case 'spot':
      return {
        kind,
        ...place,
        target: lightDefaults.target,
        intensity: 0.8,
        temperature: 4200,
        size: 0.1,
        falloff: 2,
        angle: 50,
        edge: 0.5,
        shadows: true,
      };
    case 'point':
      return { kind, ...place, intensity: 0.35, temperature: 5000, size: 0.2, falloff: 2, shadows: true };
  }
}

/** The light as another kind: what both have stays. */
export function withKind(light: Light, kind: LightKind): Light {
  if (kind === light.kind) return light;
  const fresh = newLight(kind, 0);
  const { x, y, z, intensity } = light;
  const colour =
    light.temperature !== undefined
      ? { temperature: light.temperature }
      : light.colour
        ? { colour: light.colour }
        : {};
  const target = fresh.target ? { target: light.target ?? fresh.target } : {};
  const { temperature: _fresh, ...rest } = fresh;
  return { ...rest, x, y, z, intensity, ...colour, ...target };
}

/** Beside the one it copies. */
export const duplicateOf = (light: Light): Light => ({
  ...light,
  x: within(light.x + 0.06, -1, 2),
  y: within(light.y + 0.06, -1, 2),
});

export const lightAt = (light: Light, to: Point): Light => ({
  ...light,
  x: within(to.x, -1, 2),
  y: within(to.y, -1, 2),
});

/**
 * The lights after a click at `to`: the chosen one is there, or a new one where none has a place or `another` is wanted.
 * Undefined when there can be no more.
 */
export function lightPlacedAt(
  lights: readonly Light[],
  chosen: number,
  to: Point,
  another: boolean,
): { readonly lights: readonly Light[]; readonly index: number } | undefined {
  const own = lights[chosen];
  const index = own && hasPlace(own) ? chosen : lights.findIndex(hasPlace);
  const moved = lights[index];
  if (moved && !another) {
    return { lights: lights.map((light, i) => (i === index ? lightAt(moved, to) : light)), index };
  }
  if (lights.length >= maxLights) return undefined;
  const kind = own && hasPlace(own) ? own.kind : 'point';
  return { lights: [...lights, lightAt(newLight(kind, lights.length), to)], index: lights.length };
}

export function targetAt(light: Light, to: Point): Light {
  const { z } = light.target ?? lightDefaults.target;
  return { ...light, target: { x: within(to.x, -1, 2), y: within(to.y, -1, 2), z } };
}

export const lightHeight = (light: Light, z: number): Light => ({ ...light, z: within(z, 0, 2) });
