// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';

/** A block of memory that other processes of this user can map by name. It is unmapped when `buffer` is collected. */
export interface SharedBlock {
  readonly name: string;
  readonly buffer: ArrayBuffer;
}

const create = nativeFunction<(o: { bytes: number }) => SharedBlock>('sharedMemoryCreate');
const reserve = nativeFunction<(o: { bytes: number }) => Promise<SharedBlock>>('sharedMemoryReserve');
const open = nativeFunction<(o: { name: string; bytes: number }) => SharedBlock>('sharedMemoryOpen');
const remove = nativeFunction<(o: { name: string }) => void>('sharedMemoryRemove');

/** A new zeroed block. Throws (code SHARED_MEMORY) when neither /dev/shm nor the temporary folder has room. */
export const createSharedBlock = (bytes: number): SharedBlock => create({ bytes });

/** The same on another thread: reserving a large block takes as long as writing it. */
export const reserveSharedBlock = (bytes: number): Promise<SharedBlock> => reserve({ bytes });

/** Maps a block by the name that its maker gave. Throws (code SHARED_MEMORY) when it is gone or smaller. */
export const openSharedBlock = (name: string, bytes: number): SharedBlock => open({ name, bytes });

/** Removes a block's name; its memory lives on until the last mapping is gone. */
export const removeSharedBlock = (name: string): void => remove({ name });
