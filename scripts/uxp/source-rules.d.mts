// SPDX-License-Identifier: Apache-2.0
export function bare(code: string): string;
export function sourceProblems(path: string, code: string): string[];
