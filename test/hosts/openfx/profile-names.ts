// SPDX-License-Identifier: Apache-2.0
/** The hosts that are played, as `profiles/` names them. */
export const profiles = [
  'resolve-12.5',
  'resolve-14',
  'resolve-16',
  'resolve-21',
  'natron',
  'nuke',
  'vegas',
  'fusion',
  'mlt',
  'bare',
  'null-slots',
] as const;
