// SPDX-License-Identifier: Apache-2.0
import type {
  ConnectionState,
  ErrorReport,
  FrameInfo,
  JobResult,
  ModelInfo,
  ToolDescription,
} from '../engine/port.js';
import type { HostDocument, PlaceAs, ToolOutcome } from '../host/bridge.js';
import type { ViewMode } from '../host/viewer.js';
import type { Values } from '../params/check.js';
import type { Timeline } from './undo.js';

/** What a click or a drag in the picture does. */
export type MarkTool = 'point' | 'box' | 'stroke';
export type MarkLabel = 'add' | 'remove';

/** What is shown of the picture. */
export interface ViewState {
  readonly mode: ViewMode;
  /** Where before meets after, 0..1 from the left. */
  readonly wipe: number;
  readonly zoom: 'fit' | 'pixels';
  /** The middle of what is shown at `pixels`, 0..1. */
  readonly centre: { readonly x: number; readonly y: number };
}

/** A draft, as the engine gave it. */
export interface Draft {
  readonly result: JobResult;
  readonly values: Values;
  readonly picture: FrameInfo;
}

/** A finished full run. */
export interface ResultEntry {
  readonly id: number;
  /** Its name, and that of the host's history step. */
  readonly step: string;
  readonly outcome: ToolOutcome;
  /** What the same run gave besides: other layers, other variations. */
  readonly more: readonly ToolOutcome[];
  readonly values: Values;
  /** What `<img src>` shows; null until it is made. */
  readonly thumbnail: string | null;
  /** How it was placed last. */
  readonly placed: PlaceAs | null;
  /** False when the engine does not hold its pictures any more: it can be made again. */
  readonly held: boolean;
}

export interface Variation {
  readonly seed: number;
  readonly thumbnail: string | null;
}

export interface Preset {
  readonly name: string;
  readonly values: Values;
}

/** What a full run works on: the picture as it looks, or each of the layers that are chosen in the host. */
export type WorkOn = 'picture' | 'layers';

/** All that belongs to one tool. */
export interface ToolState {
  readonly values: Timeline<Values>;
  readonly draft: Draft | null;
  readonly drafting: boolean;
  readonly results: readonly ResultEntry[];
  /** The result that is shown in place of a draft. */
  readonly shown: number | null;
  readonly variations: readonly Variation[];
  readonly presets: readonly Preset[];
  readonly preset: string | null;
  readonly view: ViewState;
  readonly markTool: MarkTool;
  readonly markLabel: MarkLabel;
  /** Radius of new strokes in parts of the longer side. */
  readonly brush: number;
  readonly light: number;
  readonly workOn: WorkOn;
  /** null while the host can place nothing of this tool. */
  readonly placeAs: PlaceAs | null;
  /** What is missing before this tool can run, as a sentence. */
  readonly hint: string | null;
}

/** A full run that is under way, until the host has placed its result. */
export interface RunningJob {
  readonly tool: string;
  readonly phase: string;
  /** 0..1 of all; never 1 before it is placed. */
  readonly fraction: number;
  readonly cancelling: boolean;
}

/** A model on its way to this machine. */
export interface Installing {
  readonly model: string;
  readonly phase: string;
  /** 0..1 within the phase. */
  readonly fraction: number;
}

export interface PanelState {
  readonly connection: ConnectionState;
  readonly document: HostDocument | null;
  /** null until the engine has told them. */
  readonly tools: readonly ToolDescription[] | null;
  readonly tool: string;
  readonly byTool: Readonly<Record<string, ToolState>>;
  /** What is known; `chosen` as the person chose. */
  readonly models: readonly ModelInfo[];
  /** Models that the person chose, by task. */
  readonly choices: Readonly<Record<string, string>>;
  /** The model that is being fetched. */
  readonly installing: Installing | null;
  readonly job: RunningJob | null;
  readonly error: ErrorReport | null;
  /** A short message about what was just done; goes away with the next action. */
  readonly message: string | null;
  /** Whether drafts follow each change. */
  readonly preview: boolean;
  /** Whether every control shows its help below it. */
  readonly explain: boolean;
  readonly folded: readonly string[];
  /** What the panel's own stage shows. */
  readonly stage: StageImages;
}

/** Sources for `<img>`: one picture, or two to wipe between. */
export interface StageImages {
  readonly main: string | null;
  /** What lies on the right of the wipe. */
  readonly after: string | null;
  /** Width by height of what they show. */
  readonly aspect: number;
}

/** The document in front, unless it cannot be worked on. */
export const workable = ({ document }: PanelState): HostDocument | null =>
  document && !document.problem ? document : null;

/** The tool that is shown and its state, when the engine has told them. */
export function current(state: PanelState): { tool: ToolDescription; own: ToolState } | null {
  const tool = state.tools?.find(({ id }) => id === state.tool);
  const own = state.byTool[state.tool];
  return tool && own ? { tool, own } : null;
}
