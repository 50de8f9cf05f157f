// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import type { FrameHandle } from '../../frame/index.js';
import type { BitDepth, StillFormat } from '../../media/index.js';
import type { OutputDeclaration, Provenance, ResultNote } from '../../tool/index.js';

/** Bytes in shared memory. */
export interface SharedBytes {
  readonly memory: string;
  readonly bytes: number;
}

/** What a file said beside its pixels, as plain data. */
export interface SourceFile {
  readonly bits: BitDepth;
  /** An Exif blob, base64. */
  readonly exif?: string;
  readonly xmp?: string;
}

export interface SaveLayer {
  readonly name: string;
  readonly frame: FrameHandle;
  readonly kind: OutputDeclaration['kind'];
  readonly blend?: OutputDeclaration['blend'];
  readonly hidden?: boolean;
}

/** A frame, and whether its memory will hold another one soon. */
export interface MappedFrame {
  readonly frame: FrameHandle;
  readonly fleeting: boolean;
}

export type MediaRequest =
  | { readonly op: 'open'; readonly file: SharedBytes; readonly name: string }
  | {
      readonly op: 'save';
      readonly format: StillFormat;
      readonly bits: BitDepth | null;
      readonly quality: number | null;
      readonly frame: FrameHandle;
      readonly kind: OutputDeclaration['kind'];
      readonly layers: readonly SaveLayer[];
      readonly group: string | null;
      readonly provenance: readonly Provenance[];
      readonly source: SourceFile | null;
    }
  | {
      readonly op: 'view';
      readonly frame: FrameHandle;
      /** Inside the frame. */
      readonly rect: Rect;
      readonly width: number;
      readonly height: number;
      readonly as: 'display' | 'numbers';
      readonly background: readonly [number, number, number] | null;
    }
  | (MappedFrame & { readonly op: 'reduce'; readonly width: number; readonly height: number })
  | (MappedFrame & { readonly op: 'hash' });

/** Every frame and block in an answer is the caller's to remove. */
export type MediaResult =
  | {
      readonly op: 'open';
      readonly frame: FrameHandle;
      readonly content: string;
      readonly format: StillFormat;
      readonly source: SourceFile;
      readonly profile: string;
      readonly layers: readonly { readonly name: string; readonly frame: FrameHandle }[];
      readonly notes: readonly ResultNote[];
    }
  | { readonly op: 'save'; readonly file: SharedBytes; readonly notes: readonly ResultNote[] }
  | { readonly op: 'view'; readonly pixels: SharedBytes }
  | { readonly op: 'reduce'; readonly frame: FrameHandle; readonly content: string }
  | { readonly op: 'hash'; readonly content: string };

export type MediaOf<Op extends MediaResult['op']> = Extract<MediaResult, { op: Op }>;

export type MediaNote =
  /** Blocks whose names are gone. */
  | { readonly type: 'forget'; readonly memory: readonly string[] }
  /** The engine's other processes: they are woken if the engine dies while they are suspended. */
  | { readonly type: 'siblings'; readonly pids: readonly number[] };
