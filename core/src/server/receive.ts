// SPDX-License-Identifier: Apache-2.0
import { type ChunkKind, errorOf, reportOf } from '../protocol/index.js';
import type { Session } from './session.js';

/**
 * Receives an upload: `prepare` makes room (what follows waits for it) and says where the bytes go. Resolves when all
 * have come. When `prepare` refuses, the rest of the upload is let pass.
 */
export async function receiveUpload<T extends { write(offset: number, payload: Uint8Array): void }>(
  session: Session,
  { transfer, kind, bytes }: { transfer: number; kind: ChunkKind; bytes: number },
  prepare: () => Promise<T>,
  abandon: (prepared: T) => void,
): Promise<T> {
  session.uploads.announce(transfer, kind, bytes);
  let arrived: Promise<void> | undefined;
  const preparing = prepare().then((prepared) => {
    arrived = session.uploads.take(transfer, (offset, payload) => prepared.write(offset, payload));
    // Somebody looks at it below; until then it is no unhandled rejection.
    arrived.catch(() => {});
    return prepared;
  });
  let prepared: T;
  try {
    prepared = await session.holdInput(preparing);
  } catch (error) {
    session.uploads.giveUp(transfer, errorOf(reportOf(error)));
    throw error;
  }
  try {
    await arrived;
    return prepared;
  } catch (error) {
    abandon(prepared);
    throw error;
  }
}
