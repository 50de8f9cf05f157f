// SPDX-License-Identifier: Apache-2.0
// What Photoshop throws, as a person can read it.
import { SfumatoError } from '@sfumato/core/protocol';

/** Numbers by which hosts say that the person stopped it. */
const cancelNumbers: readonly unknown[] = [8, -128];

export function numberOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'number' in error ? error.number : undefined;
}

/**
 * A SfumatoError for what a call to the host threw: CANCELLED, MEMORY_SHORT, HOST_DENIED or HOST_FAILED. Errors of our own, and aborts,
 * are given back as they are.
 */
export function failureOf(error: unknown, cancelled = false): unknown {
  if (!(error instanceof Error) || error instanceof SfumatoError || error.name !== 'Error') return error;
  if (cancelled || cancelNumbers.includes(numberOf(error))) {
    return new SfumatoError('CANCELLED', 'The work was stopped in Photoshop.', { source: error });
  }
  if (/memory limit/i.test(error.message)) {
    const cause = 'Photoshop gives the panel no more memory for this picture.';
    return new SfumatoError('MEMORY_SHORT', cause, {
      remedy: ['Restart Photoshop, which frees the memory of all panels.'],
      source: error,
    });
  }
  if (/permission denied/i.test(error.message)) {
    return new SfumatoError('HOST_DENIED', `Photoshop said: ${error.message}`, { source: error });
  }
  return new SfumatoError('HOST_FAILED', `Photoshop said: ${error.message}`, { source: error });
}
