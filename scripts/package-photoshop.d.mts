// SPDX-License-Identifier: Apache-2.0
export function photoshopPackage(): Promise<{ readonly version: string; readonly ccx: Buffer }>;
