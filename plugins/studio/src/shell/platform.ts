// SPDX-License-Identifier: Apache-2.0

/** Whether shortcuts are with Cmd. */
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
