// SPDX-License-Identifier: Apache-2.0
// What to ask of the engine to have the document as a file, and what to call it.
import type { SaveRequest } from '../engine/protocol.js';
import type { DocumentSnapshot } from './document-store.js';
import { type Content, type Layer, layerById, pictureLayer, type Run } from './layer.js';

export type SaveFormat = SaveRequest['format'];

export interface SaveChoice {
  readonly format: SaveFormat;
  /** 32 is float. Left out: as deep as the file that was opened, if the format can. */
  readonly bits?: 8 | 16 | 32;
  readonly quality?: number;
}

export interface FormatTraits {
  readonly title: string;
  readonly help: string;
  readonly bits: readonly (8 | 16 | 32)[];
  readonly quality: boolean;
}

export const saveFormats = {
  png: { title: 'PNG', help: 'Exact pixels, opens everywhere', bits: [8, 16], quality: false },
  tiff: { title: 'TIFF', help: 'Exact pixels, to go on editing', bits: [8, 16, 32], quality: false },
  psd: { title: 'PSD', help: 'All layers, for Photoshop', bits: [8, 16], quality: false },
  jpeg: { title: 'JPEG', help: 'Small, to send and to show', bits: [8], quality: true },
} as const satisfies Partial<Record<SaveFormat, FormatTraits>>;

export type OfferedFormat = keyof typeof saveFormats;

/** The layer that a flat file holds: the chosen one, else the picture that tools work on. */
export function savedLayer(
  { arrangement, contents }: DocumentSnapshot,
  chosen: string | null,
): Layer | undefined {
  const layer = layerById(arrangement, chosen) ?? pictureLayer(arrangement);
  return layer && contents.get(layer.content)?.state === 'ready' ? layer : undefined;
}

/**
 * The request for a flat file of one layer, at its own full depth, or for a PSD of the whole document. Null when its
 * pixels are not there.
 */
export function saveRequest(
  snapshot: DocumentSnapshot,
  layer: Layer,
  choice: SaveChoice,
  name: string,
): SaveRequest | null {
  const content = snapshot.contents.get(layer.content);
  const original = originalOf(snapshot);
  if (content?.state !== 'ready' || original?.state !== 'ready') return null;
  const common = { name, source: original.frame.frame };
  if (choice.format === 'psd') {
    const over = layersOver(snapshot);
    const steps = provenanceOf(
      snapshot,
      over.map(({ content: c }) => c),
    );
    return {
      ...common,
      format: 'psd',
      ...(choice.bits !== undefined && { bits: choice.bits }),
      frame: original.frame.frame,
      layers: over.map(({ layer: l, content: c }) => ({
        name: l.name,
        frame: c.frame.frame,
        kind: l.kind === 'original' ? 'image' : l.kind,
        ...(l.blend !== 'normal' && { blend: l.blend }),
        ...(!l.visible && { hidden: true }),
      })),
      ...(steps.length > 0 && { provenance: steps }),
    };
  }
  const steps = provenanceOf(snapshot, [content]);
  return {
    ...common,
    ...choice,
    frame: content.frame.frame,
    kind: layer.kind === 'original' ? 'image' : layer.kind,
    ...(steps.length > 0 && { provenance: steps }),
  };
}

/** What lies over the original, bottom first. */
function layersOver(snapshot: DocumentSnapshot): { layer: Layer; content: Content }[] {
  const original = originalOf(snapshot);
  return snapshot.arrangement.layers
    .flatMap((layer) => {
      const content = snapshot.contents.get(layer.content);
      return content?.state === 'ready' && content !== original && layer.kind !== 'data'
        ? [{ layer, content }]
        : [];
    })
    .reverse();
}

function originalOf({ arrangement, contents }: DocumentSnapshot): Content | undefined {
  const layer = arrangement.layers.findLast(({ kind }) => kind === 'original');
  return layer && contents.get(layer.content);
}

type Steps = NonNullable<SaveRequest['provenance']>;

/** Every step that led to some pixels, first to last, each once. */
export function provenanceOf({ contents, runs }: DocumentSnapshot, made: readonly Content[]): Steps {
  const steps = new Map<string, Run>();
  const visit = ({ origin }: Content) => {
    const run = origin.from === 'run' ? runs.get(origin.run) : undefined;
    if (!run || steps.has(run.id)) return;
    for (const input of Object.values(run.inputs)) {
      const content = contents.get(input);
      if (content) visit(content);
    }
    steps.set(run.id, run);
  };
  made.forEach(visit);
  return [...steps.values()].map(({ provenance: { params, models, ...rest } }) => ({
    ...rest,
    params: { ...params },
    models: [...models],
  }));
}

/**
 * The stem of the file's name: the opened file's own and which output it is, as the command line names results
 * (`portrait-matte`); whole pictures say the tool instead, because they lie where the original may lie.
 */
export function stemOf(snapshot: DocumentSnapshot, layer: Layer, file: string, whole: boolean): string {
  const stem = file.replace(/\.[^.]*$/, '') || 'picture';
  const origin = snapshot.contents.get(layer.content)?.origin;
  if (whole || origin?.from !== 'run') return stem;
  const tool = snapshot.runs.get(origin.run)?.tool;
  return `${stem}-${origin.output === 'image' ? (tool ?? 'image') : origin.output}`;
}
