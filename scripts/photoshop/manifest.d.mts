// SPDX-License-Identifier: Apache-2.0
export interface Manifest {
  readonly manifestVersion: number;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly host: unknown;
  readonly entrypoints: readonly unknown[];
  readonly icons: readonly { readonly path: string }[];
  readonly requiredPermissions: unknown;
}
export function manifestOf(version: string): Manifest;
export function manifestProblems(manifest: unknown, files: readonly string[]): string[];
