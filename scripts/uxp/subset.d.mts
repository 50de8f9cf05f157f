// SPDX-License-Identifier: Apache-2.0
export const properties: ReadonlySet<string>;
export const displays: ReadonlySet<string>;
export const pseudoClasses: ReadonlySet<string>;
export const units: ReadonlySet<string>;
export const elements: ReadonlySet<string>;
export const missingGlobals: readonly string[];
export const missingAttributes: readonly string[];
export interface Declaration {
  readonly selector: string;
  readonly property: string;
  readonly value: string;
}
export function declarationsOf(css: string): readonly Declaration[];
export function problemsOf(css: string): readonly string[];
