// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo } from '@sfumato/core/protocol';
import type { ToolOutcome } from '@sfumato/panels';
import type { EmulatedDocument } from './document.js';

/** The picture itself as the outcome of a tool that changed nothing. */
export const unchanged = (document: EmulatedDocument, image: FrameInfo, tool = 'denoise'): ToolOutcome => ({
  tool: { id: tool, title: 'Denoise' },
  title: 'Denoise 1',
  params: {},
  outputs: { image },
  notes: [],
  provenance: {
    tool,
    params: {},
    quality: 'full',
    models: [],
    makes: 'edited',
    engine: { name: 'sfumato', version: '0' },
  },
  elapsedMs: 0,
  document: { id: String(document.id), revision: document.activeHistory.id },
});
