// SPDX-License-Identifier: Apache-2.0

/** Names that native/kernels/memory gives to shared blocks: the process that made one is in them. */
const posix = /^(?:shm:\/|file:[^\0]*\/)sfm-([0-9a-f]+)-[0-9a-f]+-[0-9a-f]+$/;
const windows = /^win:Local\\sfumato-(\d+)-\d+-\d+$/;

/** The id of the process that made a block; undefined for a name that is not one of ours. */
export function makerOf(memory: string): number | undefined {
  const [hexadecimal, decimal] = [posix.exec(memory)?.[1], windows.exec(memory)?.[1]];
  if (hexadecimal !== undefined) return Number.parseInt(hexadecimal, 16);
  return decimal === undefined ? undefined : Number(decimal);
}
