// SPDX-License-Identifier: Apache-2.0
// What the viewer draws, as plain data: made from the document and from what a panel shows, drawn by the painter.

import type { Blend } from '../document/layer.js';
import type { FrameInfo } from '../engine/protocol.js';
import type { Rect } from './geometry.js';
import type { TileLook } from './tile-store.js';

/** A frame, and the rectangle of the document that it covers (document pixels). */
export interface Source {
  readonly frame: FrameInfo;
  readonly look: TileLook;
  readonly place: Rect;
}

export interface Entry {
  readonly source: Source;
  readonly opacity: number;
  readonly blend: Blend;
}

/** How a matte shows: red over what it covers, as grey, or by cutting the picture out. */
export type MatteLook = 'overlay' | 'grey' | 'cutout';

export type Backdrop = 'checker' | 'black' | 'white';

/** Entries from the bottom up, and a matte that is looked at with them. */
export interface Stack {
  readonly entries: readonly Entry[];
  readonly matte?: { readonly source: Source; readonly look: MatteLook };
  readonly backdrop: Backdrop;
}

export interface Scene {
  /** What of the document's plane is shown. */
  readonly canvas: Rect;
  readonly stack: Stack;
  /** Shown left of the wipe. */
  readonly before?: { readonly stack: Stack /** 0..1 */; readonly wipe: number };
}

/** Everything that a stack needs drawn, from the bottom up. A matte shown as grey needs no picture below it. */
export function sourcesOf({ entries, matte }: Stack): Source[] {
  const below = matte?.look === 'grey' ? [] : entries.map(({ source }) => source);
  return matte ? [...below, matte.source] : below;
}
