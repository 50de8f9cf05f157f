// SPDX-License-Identifier: Apache-2.0
import type { Tool } from '@sfumato/core';

export const tools: readonly Tool[];
