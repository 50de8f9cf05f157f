// SPDX-License-Identifier: Apache-2.0
import { openSharedBlock, removeSharedBlock } from '@sfumato/native';
import type { ChunkKind } from '../protocol/index.js';
import type { Session } from './session.js';

/** Sends what a shared block holds, after its name, which nobody else needs, is gone. */
export async function sendBlock(
  session: Session,
  id: number,
  kind: ChunkKind,
  { memory, bytes }: { readonly memory: string; readonly bytes: number },
  announce: () => void,
): Promise<void> {
  let held: Uint8Array;
  try {
    held = new Uint8Array(openSharedBlock(memory, Math.max(1, bytes)).buffer, 0, bytes);
  } finally {
    removeSharedBlock(memory);
  }
  if (session.closed) return;
  announce();
  await session.downloads.send(id, kind, bytes, (offset, length) => held.subarray(offset, offset + length));
}
