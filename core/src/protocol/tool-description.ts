// SPDX-License-Identifier: Apache-2.0
import type { Params } from './params.js';

/** A picture that a tool takes. */
export interface InputDeclaration {
  readonly title: string;
  readonly help: string;
  readonly optional?: boolean;
  /**
   * The input is a frame of the first one's clip, so many frames after it (before it: less than 0). Optional; what has
   * a clip gives it, and no person is asked for it.
   */
  readonly clipFrame?: number;
  /** While a choice has one of these values, nothing can be made without it, although it is optional. */
  readonly neededFor?: { readonly param: string; readonly values: readonly string[] };
}

/** A picture that a tool gives. `kind` tells hosts where it belongs. */
export interface OutputDeclaration {
  readonly title: string;
  readonly help: string;
  /** image: replaces what the input showed. matte: one channel, 0..1. layer: composited over the input. data: numbers (depth). */
  readonly kind: 'image' | 'matte' | 'layer' | 'data';
  /** How hosts should composite a layer. Default: normal. */
  readonly blend?: 'normal' | 'add' | 'multiply' | 'screen';
  /** False for outputs that only some params give. Default: true. */
  readonly always?: boolean;
  /** The boolean param that asks for it: hosts leave it off in drafts that do not show this output. */
  readonly askedBy?: string;
  /** How hosts show data as a picture: offset + gain × value, cut to 0..1. Default: as it is. */
  readonly shownAs?: { readonly offset: number; readonly gain: number };
}

export type Inputs = Readonly<Record<string, InputDeclaration>>;
export type Outputs = Readonly<Record<string, OutputDeclaration>>;

/** A model task that a tool can use, and what happens without a model for it. */
export interface ModelNeed {
  readonly task: string;
  /** Required: the tool cannot run without. Otherwise: what it does instead, in one sentence. */
  readonly without: 'required' | { readonly instead: string };
}

/** A tool's declaration as plain data: what hosts make their controls of. */
export interface ToolDescription {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly media: 'frame' | 'clip';
  readonly inputs: Inputs;
  readonly groups: Readonly<Record<string, { readonly title: string }>>;
  readonly params: Params;
  readonly outputs: Outputs;
  readonly models: readonly ModelNeed[];
  /** Numbers at which, all together, the picture comes out as it went in: hosts need not run the tool then. */
  readonly unchangedAt?: Readonly<Record<string, number>>;
  readonly makes: 'edited' | 'synthesised';
}
