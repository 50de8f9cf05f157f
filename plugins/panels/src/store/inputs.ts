// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo, ToolDescription } from '../engine/port.js';
import type { HostBridge, HostDocument, HostLayer } from '../host/bridge.js';
import type { PanelState } from './state.js';
import { outputOfKind } from './traits.js';

export interface GatheredInputs {
  readonly picture: FrameInfo;
  /** By the names of the tool's declared inputs. */
  readonly frames: Readonly<Record<string, string>>;
  /** Whether something was selected in the document. */
  readonly selected: boolean;
  /** Frames that were made for this run alone: to be given back after it. */
  readonly passing: Readonly<Record<string, FrameInfo>>;
}

/** What the document and earlier results can give a tool. */
export interface InputSources {
  readonly bridge: HostBridge;
  /** The document's picture in the engine. */
  picture(): Promise<FrameInfo>;
  /** The newest matte that a tool of this panel made of this document, if the engine still holds it. */
  lastMatte(): FrameInfo | null;
}

/**
 * The frames for a tool's inputs, by their names: image is the document or one of its layers, mask its selection or else
 * the newest matte, matte the host's own matte of the subject. Other optional inputs are left to the tool.
 */
export async function gatherInputs(
  tool: ToolDescription,
  { bridge, picture: readPicture, lastMatte }: InputSources,
  signal: AbortSignal,
  layer?: HostLayer,
): Promise<GatheredInputs> {
  const picture = layer ? await bridge.picture({ signal, layer }) : await readPicture();
  signal.throwIfAborted();
  const frames: Record<string, string> = { image: picture.frame };
  let selection: FrameInfo | null = null;
  if ('mask' in tool.inputs) {
    selection = bridge.capabilities.selection ? await bridge.selection({ signal, layer }) : null;
    const mask = selection ?? (makesNoMatte(tool) && !layer ? lastMatte() : null);
    if (mask) frames.mask = mask.frame;
  }
  if ('matte' in tool.inputs && bridge.matte && !layer) {
    const matte = await bridge.matte({ signal });
    if (matte) frames.matte = matte.frame;
  }
  const passing = { ...(layer && { picture }), ...(selection && { selection }) };
  return { picture, frames, selected: selection !== null, passing };
}

/** A tool that makes mattes must not be fed its own last one unasked. */
const makesNoMatte = (tool: ToolDescription) =>
  Object.values(tool.outputs).every((output) => output.kind !== 'matte');

/** The newest matte that a tool of this panel made of the open document, if the engine still holds it. */
export function newestMatte({ tools, byTool, document }: PanelState): FrameInfo | null {
  const mattes = (tools ?? []).flatMap((tool) => {
    const id = outputOfKind(tool, 'matte');
    const newest = byTool[tool.id]?.results.find(
      ({ held, outcome }) => held && !outcome.layer && outcome.document.id === document?.id,
    );
    const frame = id === undefined ? undefined : newest?.outcome.outputs[id];
    return frame ? [frame] : [];
  });
  return mattes[0] ?? null;
}

/** Names a picture: frames of one are of no use for another. */
export const pictureKey = (document: HostDocument) => `${document.id}/${document.revision}`;
