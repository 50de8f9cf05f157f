// SPDX-License-Identifier: Apache-2.0
// What a document is made of. Pixels live in the engine; here are only their names and how they lie over each other.
import type { ErrorReport, FrameInfo, OutputDeclaration, Provenance } from '../engine/protocol.js';

export type LayerId = string;
export type ContentId = string;
export type RunId = string;

export type LayerKind = 'original' | OutputDeclaration['kind'];
export type Blend = NonNullable<OutputDeclaration['blend']>;

/** How some pixels show. Immutable: history holds these. */
export interface Layer {
  readonly id: LayerId;
  readonly content: ContentId;
  readonly name: string;
  readonly kind: LayerKind;
  readonly visible: boolean;
  /** 0..1 */
  readonly opacity: number;
  readonly blend: Blend;
}

/** Where pixels came from, and so how they can be had again when the engine that held them is gone. */
export type Origin =
  | {
      readonly from: 'file' /** Index of a layer of the file; undefined: the whole picture. */;
      readonly layer?: number;
    }
  | { readonly from: 'run'; readonly run: RunId; readonly output: string };

/** Pixels that layers show. `lost`: the engine that held them is gone. */
export interface Content {
  readonly id: ContentId;
  readonly origin: Origin;
  readonly frame: FrameInfo;
  readonly state: 'ready' | 'lost' | 'making' | 'failed';
  readonly error?: ErrorReport;
}

/** A tool's work, remembered so that it can be done again: the same inputs and params give the same pixels. */
export interface Run {
  readonly id: RunId;
  readonly tool: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, ContentId>>;
  readonly provenance: Provenance;
}

/** One state of the document. Layers are listed from the top down. */
export interface Arrangement {
  readonly layers: readonly Layer[];
  /** The layer that the list shows as chosen. */
  readonly active: LayerId | null;
  /** The matte that tools get as mask or subject. */
  readonly selection: LayerId | null;
}

/** Whether a layer shows a whole picture: what the next tool works on. */
export const isPicture = ({ kind }: Layer): boolean => kind === 'original' || kind === 'image';

/** The layer that tools work on: the topmost visible whole picture, else the lowest picture. */
export function pictureLayer({ layers }: Arrangement): Layer | undefined {
  return (
    layers.find((layer) => isPicture(layer) && layer.visible) ??
    layers.findLast((layer) => layer.kind === 'original')
  );
}

export const layerById = ({ layers }: Arrangement, id: LayerId | null): Layer | undefined =>
  layers.find((layer) => layer.id === id);
