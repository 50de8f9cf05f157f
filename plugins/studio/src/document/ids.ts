// SPDX-License-Identifier: Apache-2.0
let last = 0;

/** A name that nothing else in this page has. */
export const newId = (kind: string): string => `${kind}${++last}`;
