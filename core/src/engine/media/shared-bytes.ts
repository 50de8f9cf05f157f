// SPDX-License-Identifier: Apache-2.0
import { openSharedBlock, reserveSharedBlock } from '@sfumato/native';
import type { SharedBytes } from './messages.js';

/** The bytes of a block that another process made. */
export function openBytes({ memory, bytes }: SharedBytes): Uint8Array {
  return new Uint8Array(openSharedBlock(memory, bytes).buffer, 0, bytes);
}

/** Parts, one after another, in a new block. */
export async function shareBytes(parts: readonly Uint8Array[]): Promise<SharedBytes> {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const { name, buffer } = await reserveSharedBlock(Math.max(1, bytes));
  const into = new Uint8Array(buffer);
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return { memory: name, bytes };
}
