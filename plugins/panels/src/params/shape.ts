// SPDX-License-Identifier: Apache-2.0
// Whether unknown values have the shape of a param's value, with the ranges that the engine accepts.
import type { Box, LabelledPoint, Light, Point, Rgb, Stroke } from '../engine/port.js';

type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isNumberWithin = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;

/** Positions may lie outside the picture: lights do. */
const isCoordinate = (value: unknown): value is number => isNumberWithin(value, -10, 11);
const isLabel = (value: unknown): value is 'add' | 'remove' => value === 'add' || value === 'remove';
const isList = <T>(value: unknown, is: (item: unknown) => item is T, max: number): value is readonly T[] =>
  Array.isArray(value) && value.length <= max && value.every(is);
const absentOr = (value: unknown, is: (given: unknown) => boolean) => value === undefined || is(value);

export const isPoint = (value: unknown): value is Point =>
  isFields(value) && isCoordinate(value.x) && isCoordinate(value.y);

const isLabelledPoint = (value: unknown): value is LabelledPoint =>
  isFields(value) && isPoint(value) && isLabel(value.label);

export const isPoints = (value: unknown): value is readonly LabelledPoint[] =>
  isList(value, isLabelledPoint, 1000);

export const isBox = (value: unknown): value is Box =>
  isFields(value) &&
  isPoint(value) &&
  isNumberWithin(value.width, 0, 10) &&
  isNumberWithin(value.height, 0, 10);

const isStroke = (value: unknown): value is Stroke =>
  isFields(value) &&
  isList(value.points, isPoint, 10_000) &&
  value.points.length > 0 &&
  isNumberWithin(value.radius, 0, 1) &&
  isLabel(value.label);

export const isStrokes = (value: unknown): value is readonly Stroke[] => isList(value, isStroke, 1000);

export const isRgb = (value: unknown): value is Rgb =>
  Array.isArray(value) && value.length === 3 && value.every((channel) => isNumberWithin(channel, 0, 100));

const lightKinds: readonly unknown[] = ['point', 'spot', 'directional', 'ambient'];

const isTarget = (value: unknown) => isFields(value) && isPoint(value) && isCoordinate(value.z);

const isLight = (value: unknown): value is Light =>
  isFields(value) &&
  isPoint(value) &&
  lightKinds.includes(value.kind) &&
  isCoordinate(value.z) &&
  isNumberWithin(value.intensity, 0, 1000) &&
  absentOr(value.target, isTarget) &&
  absentOr(value.temperature, (v) => isNumberWithin(v, 1000, 40_000)) &&
  absentOr(value.colour, isRgb) &&
  absentOr(value.size, (v) => isNumberWithin(v, 0, 10)) &&
  absentOr(value.falloff, (v) => isNumberWithin(v, 0, 8)) &&
  absentOr(value.angle, (v) => isNumberWithin(v, 0, 180)) &&
  absentOr(value.edge, (v) => isNumberWithin(v, 0, 1)) &&
  absentOr(value.shadows, (v) => typeof v === 'boolean');

/** The engine takes 16; more cannot be told apart in a picture this small. */
export const maxLights = 16;
export const isLights = (value: unknown): value is readonly Light[] => isList(value, isLight, maxLights);
