// SPDX-License-Identifier: Apache-2.0

/** Something that the person who gets the result should know. */
export interface ResultNote {
  /** Stable, for hosts that translate: e.g. `geometry-from-matte`. */
  readonly id: string;
  /** One sentence. */
  readonly text: string;
}

/** A model that took part in a result. */
export interface UsedModel {
  readonly id: string;
  readonly version: string;
  readonly task: string;
  /** sha256 over its files, hex. */
  readonly hash: string;
  readonly provider: string;
}

/** How a result was made: enough to make it again. */
export interface Provenance {
  readonly tool: string;
  /** Every param, defaults included. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly quality: 'draft' | 'full';
  readonly models: readonly UsedModel[];
  /** Whether pixels only came from the picture, or new content was made. */
  readonly makes: 'edited' | 'synthesised';
  readonly engine: { readonly name: 'sfumato'; readonly version: string };
}
