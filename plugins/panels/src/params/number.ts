// SPDX-License-Identifier: Apache-2.0
import { text } from '../text/en.js';

/** What a number may be, and how it is written. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string | undefined;
}

const decimalsOf = (step: number) => {
  const [, fraction = ''] = String(step).split('.');
  return fraction.length;
};

/** As many decimals as the step has; a true minus sign, so that columns align. */
export function formatNumber(value: number, { step }: NumberRange): string {
  const rounded = value.toFixed(decimalsOf(step));
  const plain = Number(rounded) === 0 ? rounded.replace('-', '') : rounded;
  return plain.replace('-', '−');
}

export const clampTo = (value: number, { min, max }: NumberRange) => Math.min(max, Math.max(min, value));

/** The nearest multiple of the step, counted from zero, within the range. */
export function snapTo(value: number, range: NumberRange): number {
  const snapped = Math.round(value / range.step) * range.step;
  return clampTo(Number(snapped.toFixed(decimalsOf(range.step))), range);
}

export type Entry =
  | { readonly ok: true; readonly value: number; readonly message?: string }
  | { readonly ok: false; readonly message: string };

/**
 * A number as a person types it: decimal comma or point, either minus sign, a unit behind it. Outside the range it
 * becomes the nearest end, with a message that says so.
 */
export function parseEntry(typed: string, range: NumberRange): Entry {
  const plain = typed.trim().replace('−', '-').replace(',', '.');
  const match = /^[+-]?(\d+\.?\d*|\.\d+)/.exec(plain);
  if (!match) return { ok: false, message: text.number.notANumber(typed.trim()) };
  const value = Number(match[0]);
  const clamped = clampTo(value, range);
  const snapped = snapTo(clamped, range);
  if (value === clamped) return { ok: true, value: snapped };
  const side = value < range.min ? text.number.least : text.number.most;
  return { ok: true, value: clamped, message: side(formatNumber(clamped, range), range.unit) };
}

/** One key press: a step, or ten with shift. */
export const nudge = (value: number, steps: number, range: NumberRange) =>
  snapTo(value + steps * range.step, range);

/**
 * Ranges that reach far need a track that is fine near the default: positions follow a square law from `origin`
 * when the range is over 1000 steps.
 */
const isLong = ({ min, max, step }: NumberRange) => (max - min) / step > 1000;
const bend = (share: number) => share * share;
const unbend = (share: number) => Math.sqrt(share);

const originOf = ({ min, max }: NumberRange) => Math.min(max, Math.max(min, 0));

/** Where a value lies on its track, 0..1. */
export function trackShare(value: number, range: NumberRange): number {
  const { min, max } = range;
  const linear = (value - min) / (max - min);
  if (!isLong(range)) return Math.min(1, Math.max(0, linear));
  const origin = originOf(range);
  const at = (origin - min) / (max - min);
  const above = max > origin ? unbend(Math.max(0, value - origin) / (max - origin)) : 0;
  const below = min < origin ? unbend(Math.max(0, origin - value) / (origin - min)) : 0;
  return value >= origin ? at + above * (1 - at) : at - below * at;
}

/** The value at a place on the track, snapped to the step. */
export function valueAtShare(share: number, range: NumberRange): number {
  const { min, max } = range;
  const within = Math.min(1, Math.max(0, share));
  if (!isLong(range)) return snapTo(min + within * (max - min), range);
  const origin = originOf(range);
  const at = (origin - min) / (max - min);
  const value =
    within >= at
      ? origin + (at < 1 ? bend((within - at) / (1 - at)) : 0) * (max - origin)
      : origin - bend((at - within) / at) * (origin - min);
  return snapTo(value, range);
}
