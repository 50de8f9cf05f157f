// SPDX-License-Identifier: Apache-2.0
// What panels need of the program they live in. Each host has one implementation; panels call nothing else of it.
import type {
  DisplayImage,
  ErrorReport,
  FrameId,
  FrameInfo,
  Provenance,
  ResultNote,
} from '../engine/port.js';
import type { Observable } from './observable.js';
import type { ViewerPort } from './viewer.js';

/**
 * Where a result goes. selection and channel take a matte; layer-mask puts a matte on the active layer; layer and
 * group put pictures over the document; variations is a group of which one layer shows; smart-object puts a picture into
 * the layer that it was made from, over what was there; document opens a new one.
 */
export const everyPlace = [
  'selection',
  'layer-mask',
  'channel',
  'layer',
  'group',
  'variations',
  'smart-object',
  'document',
] as const;
export type PlaceAs = (typeof everyPlace)[number];

export type Theme = 'dark' | 'light';

/** A layer that a tool can work on by itself. */
export interface HostLayer {
  /** The same for as long as the layer is there. */
  readonly id: string;
  readonly name: string;
}

export interface HostDocument {
  /** The same for as long as the document is open. */
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly bits: 8 | 16 | 32;
  /** Changes when the picture does: results of another revision do not fit any more. */
  readonly revision: number;
  /** The layers that the person has chosen and that have pixels. Left out where tools always work on the whole picture. */
  readonly layers?: readonly HostLayer[];
  /** Why this document cannot be worked on. */
  readonly problem?: ErrorReport;
}

/** A finished full run, ready to be placed. */
export interface ToolOutcome {
  readonly tool: { readonly id: string; readonly title: string };
  /** A name for the layer or history step. */
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** By the names of the tool's declared outputs. */
  readonly outputs: Readonly<Record<string, FrameInfo>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
  /** The document that it was made from. */
  readonly document: { readonly id: string; readonly revision: number };
  /** The layer that it was made from. Default: the picture as it looks. */
  readonly layer?: HostLayer;
}

/** What is read of a document. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** One of the document's layers: only where it has pixels. Default: the picture as it looks. */
  readonly layer?: HostLayer | undefined;
}

export interface HostStorage {
  /** null when nothing is kept under that name. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Files that people hand to each other (presets). A host that cannot do it leaves it out. */
export interface HostFiles {
  /** false when the person closed the dialog. */
  save(name: string, text: string): Promise<boolean>;
  /** null when the person closed the dialog. */
  open(extensions: readonly string[]): Promise<{ readonly name: string; readonly text: string } | null>;
}

export interface HostBridge {
  readonly kind: 'studio' | 'photoshop' | 'premiere';
  readonly capabilities: {
    /** What this host can do with results, best first. */
    readonly place: readonly PlaceAs[];
    /** Whether `selection` can ever give something. */
    readonly selection: boolean;
    /** Whether pictures and overlays show in the host's own viewer (then `viewer` is there). */
    readonly ownViewer: boolean;
  };
  readonly theme: Observable<Theme>;
  readonly document: Observable<HostDocument | null>;
  /** The document's picture in the engine: uploaded now, or there already. */
  picture(options: ReadOptions): Promise<FrameInfo>;
  /**
   * The document as it looks, no larger than `size`, where that is cheaper than `picture`: shown until something needs the
   * whole picture.
   */
  glance?(size: { readonly width: number; readonly height: number }): Promise<DisplayImage>;
  /** What is selected in the document, as a matte of the size of `picture`; null when nothing is. */
  selection(options: ReadOptions): Promise<FrameInfo | null>;
  /** A matte of the subject that the document has already. */
  matte?(options: { signal: AbortSignal }): Promise<FrameInfo | null>;
  /** Makes an image that `<img src>` shows. Pixels are opaque and have three colours, because UXP shows no others. */
  preview(image: DisplayImage): string | Promise<string>;
  /** Gives back what `preview` made. */
  revoke(src: string): void;
  /**
   * Puts results into the document as one history step of that name, or rejects and leaves the document as it was. There
   * are several where a tool ran on several layers, or in several variations, the one that is to show first.
   */
  place(results: readonly ToolOutcome[], as: PlaceAs, step: string): Promise<void>;
  /** Makes a copy of a document with a `problem` that has none. Left out where that cannot be. */
  makeReadable?: { readonly title: string; run(): Promise<void> };
  /** Whether the host itself still uses a frame (a layer made of a result); panels drop only frames that it does not. */
  holds?(frame: FrameId): boolean;
  readonly viewer?: ViewerPort;
  readonly storage: HostStorage;
  readonly files?: HostFiles;
  /** Puts text on the clipboard. */
  copy(text: string): Promise<void>;
  /**
   * Lets the person choose the engine's exchange folder, for where the network is refused. False when the dialog was
   * closed. Left out where there is a better way.
   */
  chooseFolder?(): Promise<boolean>;
  /** Starts the engine; left out where the host may not. */
  startEngine?(): Promise<void>;
}
