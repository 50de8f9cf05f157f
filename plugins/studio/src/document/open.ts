// SPDX-License-Identifier: Apache-2.0
import type { EngineConnection, FrameInfo, OpenedFile } from '../engine/protocol.js';
import { DocumentStore, type SourceFile } from './document-store.js';
import { newId } from './ids.js';
import type { Content, Layer, LayerKind, Origin } from './layer.js';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** How much of the file has gone to the engine, 0..1. */
  readonly onProgress?: (fraction: number) => void;
}

/** Opens a file in the engine as a document of its own. Throws SfumatoError. */
export async function openDocument(
  engine: EngineConnection,
  file: SourceFile,
  options: OpenOptions = {},
): Promise<{ document: DocumentStore; notes: OpenedFile['notes'] }> {
  const opened = await engine.openFile(file.name, file.bytes, options);
  const { title, format, bits, profile, notes } = opened;
  const shown = [
    // The layers of the file lie over the picture that they make up: hidden, or they would count twice.
    ...opened.layers
      .map(({ name, frame }, layer) => part(name, frame, 'layer', { from: 'file', layer }, false))
      .reverse(),
    part('Original', opened.frame, 'original', { from: 'file' }, true),
  ];
  const parts = { contents: shown.map(({ content }) => content), layers: shown.map(({ layer }) => layer) };
  const facts = { title, format, bits, profile };
  const document = new DocumentStore(file, facts, parts, (frames) => engine.drop(frames));
  return { document, notes };
}

function part(
  name: string,
  frame: FrameInfo,
  kind: LayerKind,
  origin: Origin,
  visible: boolean,
): { content: Content; layer: Layer } {
  const content: Content = { id: newId('content'), origin, frame, state: 'ready' };
  const layer: Layer = {
    id: newId('layer'),
    content: content.id,
    name,
    kind,
    visible,
    opacity: 1,
    blend: 'normal',
  };
  return { content, layer };
}
