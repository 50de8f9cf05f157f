// SPDX-License-Identifier: Apache-2.0
export const chromiumFlags: string[];
export function findChromium(environment?: NodeJS.ProcessEnv): string | undefined;
export function provideChromium(say?: (text: string) => void): string | undefined;
