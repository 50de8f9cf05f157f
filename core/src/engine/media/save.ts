// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../../frame/index.js';
import {
  bitsOf,
  type Encoded,
  encodePsd,
  encodeStill,
  type StillMetadata,
  withProvenance,
} from '../../media/index.js';
import type { MediaRequest } from './messages.js';

type SaveRequest = Extract<MediaRequest, { op: 'save' }>;

/** A frame as a file's bytes: the same that the command line writes for the same result. */
export async function encodeSaved(
  request: SaveRequest,
  open: (handle: SaveRequest['frame']) => Frame,
): Promise<Encoded> {
  const { format, bits, quality, kind, source, provenance } = request;
  const frame = open(request.frame);
  const metadata = metadataOf(request);
  if (format === 'psd') {
    const results = request.layers.map(({ frame: handle, ...layer }) => ({ ...layer, frame: open(handle) }));
    return encodePsd(frame, results, {
      ...(request.group !== null && { group: request.group }),
      ...(bits !== null && { depth: bits }),
      metadata,
    });
  }
  const numbers = kind === 'matte' || kind === 'data';
  const own = numbers || !source ? bitsOf(frame) : source.bits;
  const steps = provenance.length > 0;
  return encodeStill(frame, {
    format,
    numbers,
    own,
    ...(bits !== null && { depth: bits }),
    ...(quality !== null && { quality }),
    // A matte is no photograph: where and when the camera was says nothing about it.
    metadata: numbers ? (steps ? { xmp: metadata.xmp ?? '' } : {}) : metadata,
  });
}

/** What the source file carried, and the steps since then. */
function metadataOf({ kind, source, provenance, format }: SaveRequest): StillMetadata {
  const numbers = format !== 'psd' && (kind === 'matte' || kind === 'data');
  let xmp = numbers ? undefined : source?.xmp;
  for (const step of provenance) xmp = withProvenance(xmp, step, format === 'psd' ? 'image' : kind);
  return {
    ...(source?.exif !== undefined && { exif: Buffer.from(source.exif, 'base64') }),
    ...(xmp !== undefined && { xmp }),
  };
}
