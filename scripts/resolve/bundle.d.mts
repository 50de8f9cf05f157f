// SPDX-License-Identifier: Apache-2.0
export const bundles: string;
export const bundleName: string;
export function libraryFolder(platform?: NodeJS.Platform, arch?: string): string;
export function writeEffects(): void;
export function buildBridge(name: string, targets: readonly string[], options?: readonly string[]): string;
export function buildBundle(): Promise<void>;
