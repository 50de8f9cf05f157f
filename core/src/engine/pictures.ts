// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../frame/index.js';
import type { BitDepth, StillFormat } from '../media/index.js';
import type { OutputDeclaration, Provenance, ResultNote } from '../tool/index.js';
import type { EngineFrame, FrameKnowledge } from './frames/engine-frame.js';
import type { MediaService } from './media/media-service.js';
import type { MediaRequest, SharedBytes } from './media/messages.js';

export interface OpenedPicture {
  readonly frame: EngineFrame;
  readonly format: StillFormat;
  readonly bits: BitDepth;
  readonly profile: string;
  readonly layers: readonly { readonly name: string; readonly frame: EngineFrame }[];
  readonly notes: readonly ResultNote[];
}

export interface SaveRequest {
  readonly format: StillFormat;
  readonly bits?: BitDepth | undefined;
  readonly quality?: number | undefined;
  readonly frame: EngineFrame;
  readonly kind: OutputDeclaration['kind'];
  readonly layers: readonly {
    readonly name: string;
    readonly frame: EngineFrame;
    readonly kind: OutputDeclaration['kind'];
    readonly blend?: OutputDeclaration['blend'];
    readonly hidden?: boolean | undefined;
  }[];
  readonly group?: string | undefined;
  readonly provenance: readonly Provenance[];
  readonly source?: EngineFrame | undefined;
}

export type ViewRequest = Omit<Extract<MediaRequest, { op: 'view' }>, 'op' | 'frame'>;

/** What the media process does on the engine's frames. Frames live on while they are worked on. */
export class Pictures {
  readonly #media: MediaService;
  readonly #adopt: (handle: FrameHandle, known?: FrameKnowledge) => EngineFrame;

  constructor(media: MediaService, adopt: (handle: FrameHandle, known?: FrameKnowledge) => EngineFrame) {
    this.#media = media;
    this.#adopt = adopt;
  }

  /** Opens a file's bytes. The frames are the caller's to release. */
  async open(file: SharedBytes, name: string, signal?: AbortSignal): Promise<OpenedPicture> {
    const { frame, content, layers, source, format, profile, notes } = await this.#media.call(
      { op: 'open', file, name },
      { signal },
    );
    return {
      frame: this.#adopt(frame, { content, source }),
      format,
      bits: source.bits,
      profile,
      layers: layers.map((layer) => ({ name: layer.name, frame: this.#adopt(layer.frame) })),
      notes,
    };
  }

  /** A picture for screens. The block is the caller's to remove. */
  view(frame: EngineFrame, request: ViewRequest, signal?: AbortSignal): Promise<SharedBytes> {
    return holding([frame], async () => {
      return (await this.#media.call({ op: 'view', frame: frame.handle, ...request }, { signal })).pixels;
    });
  }

  /** A file's bytes. The block is the caller's to remove. */
  save(
    request: SaveRequest,
    signal?: AbortSignal,
  ): Promise<{ readonly file: SharedBytes; readonly notes: readonly ResultNote[] }> {
    const { frame, layers, source, bits, quality, group, ...rest } = request;
    const plainLayers = layers.map(({ hidden, ...layer }) => {
      return { ...layer, frame: layer.frame.handle, ...(hidden !== undefined && { hidden }) };
    });
    return holding([frame, ...layers.map((layer) => layer.frame)], () =>
      this.#media.call(
        {
          op: 'save',
          ...rest,
          group: group ?? null,
          bits: bits ?? null,
          quality: quality ?? null,
          frame: frame.handle,
          source: (source ?? frame).source ?? null,
          layers: plainLayers,
        },
        { signal },
      ),
    );
  }

  /** A smaller copy, the caller's to release. */
  reduce(frame: EngineFrame, width: number, height: number): Promise<EngineFrame> {
    return holding([frame], async () => {
      const reduced = await this.#media.call({ op: 'reduce', ...mapped(frame), width, height });
      return this.#adopt(reduced.frame, { content: reduced.content });
    });
  }

  /** A hash of a frame's pixels and format. */
  hash(frame: EngineFrame): Promise<string> {
    return holding([frame], async () => {
      return (await this.#media.call({ op: 'hash', ...mapped(frame) })).content;
    });
  }
}

const mapped = ({ handle, fleeting }: EngineFrame) => ({ frame: handle, fleeting });

async function holding<T>(frames: readonly EngineFrame[], work: () => Promise<T>): Promise<T> {
  for (const frame of frames) frame.retain();
  try {
    return await work();
  } finally {
    for (const frame of frames) frame.release();
  }
}
