// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from './error.js';

/** Versions of the protocol that one side speaks, both ends included. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** What this build speaks. A change that an older peer would misread raises `max`; dropping support raises `min`. */
export const protocolVersions: VersionRange = { min: 1, max: 1 };

/**
 * The highest version that both sides speak. Throws PROTOCOL_MISMATCH, saying which side is older and has to be
 * updated; `client` names the other side as its person knows it.
 */
export function negotiateVersion(
  offered: VersionRange,
  client: string,
  ours: VersionRange = protocolVersions,
): number {
  const version = Math.min(offered.max, ours.max);
  if (version >= Math.max(offered.min, ours.min)) return version;
  const old = offered.max < ours.min;
  const cause = `${client} speaks protocol ${rangeText(offered)} and the engine speaks ${rangeText(ours)}: ${old ? client : 'the engine'} is the older one.`;
  throw new SfumatoError('PROTOCOL_MISMATCH', cause, {
    remedy: [old ? `Update ${client}.` : 'Update the engine, then start it again: `sfumato engine stop`.'],
  });
}

const rangeText = ({ min, max }: VersionRange) => (min === max ? `${min}` : `${min} to ${max}`);
