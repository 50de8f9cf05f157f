// SPDX-License-Identifier: Apache-2.0
// From what is open to what is drawn.
import type { ViewerContent } from '@sfumato/panels';
import type { DocumentSnapshot } from '../document/document-store.js';
import { type Content, type Layer, layerById, pictureLayer } from '../document/layer.js';
import type { FrameInfo } from '../engine/protocol.js';
import type { Rect } from './geometry.js';
import type { Entry, Scene, Source, Stack } from './scene.js';
import type { TileLook } from './tile-store.js';
import type { ViewerState } from './viewer-store.js';

export type Look = Pick<ViewerState, 'matteLook' | 'backdrop' | 'wipe'>;

/** What of the document's plane is shown: where the picture lies that tools work on. */
export function canvasOf({ arrangement, contents }: DocumentSnapshot): Rect | null {
  const layer = pictureLayer(arrangement);
  return (layer && contents.get(layer.content)?.frame.bounds) ?? null;
}

/** The document as its layers say. */
export function documentScene(snapshot: DocumentSnapshot, canvas: Rect, look: Look): Scene {
  const { arrangement, contents } = snapshot;
  const readyOf = (layer: Layer): Content | undefined => {
    const content = contents.get(layer.content);
    return content?.state === 'ready' ? content : undefined;
  };
  const entries = arrangement.layers
    .filter(({ visible, kind }) => visible && kind !== 'matte')
    .flatMap((layer) => {
      const content = readyOf(layer);
      return content ? [entryOf(layer, content.frame)] : [];
    })
    .reverse();
  const matteLayer =
    arrangement.layers.find(
      ({ kind, visible, id }) => kind === 'matte' && visible && id === arrangement.selection,
    ) ?? arrangement.layers.find(({ kind, visible }) => kind === 'matte' && visible);
  const matte = matteLayer && readyOf(matteLayer);
  const stack: Stack = {
    entries,
    backdrop: look.matteLook === 'cutout' && matte ? look.backdrop : 'checker',
    ...(matte && { matte: { source: sourceOf(matte.frame, 'alpha'), look: look.matteLook } }),
  };
  const original = originalEntry(snapshot);
  return { canvas, stack, ...(look.wipe !== null && original && before(original, look.wipe)) };
}

function originalEntry({ arrangement, contents }: DocumentSnapshot): Entry | undefined {
  const layer = arrangement.layers.findLast(({ kind }) => kind === 'original');
  const content = layer && contents.get(layer.content);
  return content?.state === 'ready' ? plain(sourceOf(content.frame, 'display')) : undefined;
}

const before = (entry: Entry, wipe: number) => ({
  before: { stack: { entries: [entry], backdrop: 'checker' as const }, wipe },
});

function entryOf({ kind, opacity, blend }: Layer, frame: FrameInfo): Entry {
  return { source: sourceOf(frame, kind === 'data' ? 'numbers' : 'display'), opacity, blend };
}

const sourceOf = (frame: FrameInfo, look: TileLook, place: Rect = frame.bounds): Source => ({
  frame,
  look,
  place,
});
const plain = (source: Source): Entry => ({ source, opacity: 1, blend: 'normal' });

/** What Studio knows of a frame beyond what panels say: all of it, and its size in parts of a full result's. */
export type KnownFrame = (frame: string) => { readonly info: FrameInfo; readonly scale: number } | undefined;

/** What a panel shows, drawn over the picture that it works on. Null when its frames are gone. */
export function panelScene(
  content: ViewerContent,
  canvas: Rect,
  known: KnownFrame,
  look: Look,
): Scene | null {
  const found = (frame: { readonly frame: string } | undefined, as: TileLook): Source | undefined => {
    const entry = frame && known(frame.frame);
    return entry && sourceOf(entry.info, as, placeOf(entry.info, entry.scale, canvas));
  };
  const picture = found(content.picture, 'display');
  if (!picture) return null;
  const base = plain(picture);
  const image = found(content.image, 'display');
  const matte = found(content.matte, 'alpha');
  const result = image ? stackOf([base, plain(image)]) : stackOf([base]);
  const simple = (stack: Stack): Scene => ({
    canvas: covering(canvas, stack),
    stack,
    ...(look.wipe !== null && before(base, look.wipe)),
  });
  switch (content.mode) {
    case 'original':
      return simple(stackOf([base]));
    case 'result':
      return simple(result);
    case 'overlay':
    case 'matte':
    case 'cutout': {
      const as = { overlay: 'overlay', matte: 'grey', cutout: 'cutout' } as const;
      // A cut-out has clean edge colours of its own and brings its alpha.
      if (content.mode === 'cutout' && image)
        return simple({ entries: [plain(image)], backdrop: look.backdrop });
      const backdrop = content.mode === 'cutout' ? look.backdrop : 'checker';
      return simple({
        entries: [base],
        backdrop,
        ...(matte && { matte: { source: matte, look: as[content.mode] } }),
      });
    }
    case 'depth': {
      const depth = found(content.depth, 'numbers');
      return simple(stackOf([depth ? plain(depth) : base]));
    }
    case 'split':
      return { ...simple(matte && !image ? withMatte(base, matte) : result), ...before(base, content.wipe) };
  }
}

/**
 * Where the wipe of the document is while a panel shows a result that is the document's picture already: compared with
 * itself it would show nothing, so that before is the original. Null for everything else that a panel shows.
 */
export function landedWipe(
  { mode, image, wipe: panelWipe }: ViewerContent,
  { arrangement, contents }: DocumentSnapshot,
  wipe: number | null,
): { readonly wipe: number | null } | null {
  const layer = pictureLayer(arrangement);
  const frame = layer && contents.get(layer.content)?.frame.frame;
  if (image === undefined || image.frame !== frame) return null;
  if (mode === 'split') return { wipe: panelWipe };
  if (mode === 'original') return { wipe: 1 };
  return mode === 'result' ? { wipe } : null;
}

const stackOf = (entries: readonly Entry[]): Stack => ({ entries, backdrop: 'checker' });
const withMatte = (base: Entry, matte: Source): Stack => ({
  entries: [base],
  backdrop: 'checker',
  matte: { source: matte, look: 'overlay' },
});

/**
 * Where a frame lies in the document. Drafts are smaller than what they stand for: because the engine was asked for a
 * smaller one (`scale`), or because the tool itself works on less. What has the picture's shape covers the picture.
 */
function placeOf({ bounds, width, height }: FrameInfo, scale: number, canvas: Rect): Rect {
  const { x, y } = bounds;
  // Sizes were rounded: half a pixel of the smaller side is what shapes may differ by.
  const slack = 1 / Math.min(width, height);
  const alike = Math.abs((width * canvas.height) / (height * canvas.width) - 1) <= slack;
  if (alike && width < canvas.width) return canvas;
  return scale === 1 ? bounds : { x: x / scale, y: y / scale, width: width / scale, height: height / scale };
}

/** The canvas, made larger where a result reaches beyond it. */
function covering(canvas: Rect, { entries }: Stack): Rect {
  const places = [canvas, ...entries.map(({ source }) => source.place)];
  const left = Math.min(...places.map(({ x }) => x));
  const top = Math.min(...places.map(({ y }) => y));
  const right = Math.max(...places.map(({ x, width }) => x + width));
  const bottom = Math.max(...places.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The selected matte of a document, for tools. */
export function selectionOf({ arrangement, contents }: DocumentSnapshot): Content | undefined {
  const layer = layerById(arrangement, arrangement.selection);
  return layer && contents.get(layer.content);
}
