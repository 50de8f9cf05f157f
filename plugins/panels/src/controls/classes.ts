// SPDX-License-Identifier: Apache-2.0

/** Class names of those that apply. */
export const classes = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name): name is string => typeof name === 'string' && name !== '').join(' ');
