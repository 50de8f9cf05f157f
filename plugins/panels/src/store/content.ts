// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo, ToolDescription } from '../engine/port.js';
import type { ViewerContent } from '../host/viewer.js';
import type { ToolState } from './state.js';
import { mainOutput, outputOfKind } from './traits.js';

/** The outputs that are looked at: those of a result that was chosen, else those of the draft. */
export function shownOutputs(
  own: ToolState,
): { outputs: Readonly<Record<string, FrameInfo>>; draft: boolean } | null {
  const chosen = own.results.find(({ id, held }) => id === own.shown && held);
  if (chosen) return { outputs: chosen.outcome.outputs, draft: false };
  return own.draft ? { outputs: own.draft.result.outputs, draft: true } : null;
}

/** What a viewer shows of the picture and what this tool made of it; null when nothing was made. */
export function viewerContent(
  tool: ToolDescription,
  own: ToolState,
  picture: FrameInfo,
): ViewerContent | null {
  const shown = shownOutputs(own);
  if (!shown) return null;
  const of = (id: string | undefined) => (id === undefined ? undefined : shown.outputs[id]);
  const main = mainOutput(tool);
  const matteId = outputOfKind(tool, 'matte');
  const image = matteId !== undefined && matteId === main ? of(outputOfKind(tool, 'layer')) : of(main);
  const matte = of(matteId);
  const depth = of('depth');
  return {
    mode: own.view.mode,
    picture,
    ...(image ? { image } : {}),
    ...(matte ? { matte } : {}),
    ...(depth ? { depth } : {}),
    wipe: own.view.wipe,
    draft: shown.draft,
  };
}
