// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo } from '../engine/port.js';

/** How a picture and what was made of it are looked at. */
export type ViewMode = 'original' | 'result' | 'overlay' | 'matte' | 'cutout' | 'depth' | 'split';

/** What a viewer should show now. The host draws it at its own zoom, from the engine's frames. */
export interface ViewerContent {
  readonly mode: ViewMode;
  /** The document's picture. */
  readonly picture: FrameInfo;
  /** The result to look at, by what it is; drafts may be smaller than the picture and are to be stretched over it. */
  readonly image?: FrameInfo;
  readonly matte?: FrameInfo;
  readonly depth?: FrameInfo;
  /** Where before meets after in split mode: 0..1 from the left. */
  readonly wipe: number;
  /** True while this comes from a draft. */
  readonly draft: boolean;
}

/**
 * A host's own, large viewer. It shows content, and it mounts `<StageOverlay store={…} />` in an element that lies
 * exactly over the picture (zoomed and panned with it), so that points, boxes, strokes, lights and the wipe are the
 * same in every host. Frames stay valid until the next `show`.
 */
export interface ViewerPort {
  /** null: the document as it is. */
  show(content: ViewerContent | null): void;
}
