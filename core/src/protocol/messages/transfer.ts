// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';
import {
  blockName,
  frameHandle,
  frameId,
  frameInfo,
  layer,
  memoryBytes,
  rectangle,
  wireFormat,
} from './frame.js';
import { note, provenance } from './report.js';
import { count, described, id, maxId, name, text } from './schema.js';

const transfer = described(
  'The number of the chunks that follow, chosen by the client, not in use by another transfer.',
  z.int().check(z.minimum(1), z.maximum(maxId)),
);
const screenSide = () => z.int().check(z.minimum(1), z.maximum(16_384));

export const framePut = described(
  'Sends a frame: the pixels follow as chunks.',
  z.object({ type: z.literal('frame.put'), id: id(), transfer, format: wireFormat }),
);

export const frameGet = described(
  'Asks for a frame’s pixels: they follow the answer as chunks.',
  z.object({ type: z.literal('frame.get'), id: id(), frame: frameId }),
);

export const frameDrop = described(
  'Gives frames back. Jobs that use them go on.',
  z.object({
    type: z.literal('frame.drop'),
    id: id(),
    frames: z.array(frameId).check(z.minLength(1), z.maxLength(10_000)),
  }),
);

export const frameMap = described(
  'Local socket only: hands over a frame in shared memory (the engine removes the block’s name when the frame dies), or asks for one of the engine’s.',
  z.object({
    type: z.literal('frame.map'),
    id: id(),
    put: z.optional(frameHandle),
    get: z.optional(frameId),
  }),
);

export const blockOpen = described(
  'Local socket only: names a block of shared memory that the client keeps and fills anew from job to job: `job.run` takes pictures in it as inputs. Said again when the block has grown. It counts as held until block.close or the end of the connection; its name goes then.',
  z.object({ type: z.literal('block.open'), id: id(), memory: blockName, memoryBytes }),
);
export const blockClose = described(
  'Gives a block up. Jobs that read it go on.',
  z.object({ type: z.literal('block.close'), id: id(), memory: blockName }),
);

export const frameAnswer = z.object({ type: z.literal('frame'), id: id(), frame: frameInfo });
export const mapped = z.object({
  type: z.literal('mapped'),
  id: id(),
  frame: frameInfo,
  handle: frameHandle,
});

export const frameView = described(
  'A rectangle of a frame at a size, as 8-bit sRGB RGBA for screens; the bytes follow as chunks. display: colours as they look. numbers: the samples themselves, 0..1 as grey or RGB.',
  z.object({
    type: z.literal('frame.view'),
    id: id(),
    frame: frameId,
    rect: rectangle,
    width: screenSide(),
    height: screenSide(),
    as: z.enum(['display', 'numbers']),
    background: z.optional(
      described(
        'Put under transparent pixels: sRGB, 0..255. Without it alpha is kept.',
        z.tuple([z.number(), z.number(), z.number()]),
      ),
    ),
  }),
);
export const view = z.object({
  type: z.literal('view'),
  id: id(),
  width: screenSide(),
  height: screenSide(),
  bytes: count(),
});

export const fileOpen = described(
  'Opens a file’s own bytes, which follow as chunks: decoded at full depth, profile and Exif kept. PSD: its layers too.',
  z.object({
    type: z.literal('file.open'),
    id: id(),
    transfer,
    name: described('The file’s name, for messages.', name()),
    bytes: z.int().check(z.minimum(1)),
  }),
);
export const opened = z.object({
  type: z.literal('opened'),
  id: id(),
  frame: frameInfo,
  title: text(1000),
  format: z.enum(['png', 'tiff', 'jpeg', 'webp', 'avif', 'psd']),
  bits: described('Bits of a sample in the file; 32 is float.', z.int()),
  profile: described('The colour profile’s name, as people know it.', text(1000)),
  layers: z.array(layer),
  notes: z.array(note),
});

const kind = z.enum(['image', 'matte', 'layer', 'data']);

export const fileSave = described(
  'Writes a frame as a file; its bytes follow the answer as chunks. The same pixels as the command line writes.',
  z.object({
    type: z.literal('file.save'),
    id: id(),
    format: z.enum(['png', 'tiff', 'jpeg', 'webp', 'avif', 'psd']),
    bits: z.optional(
      described(
        'Bits of a sample; 32 is float. Left out: the depth of `source`, or the nearest that the format holds.',
        z.union([z.literal(8), z.literal(10), z.literal(12), z.literal(16), z.literal(32)]),
      ),
    ),
    quality: z.optional(
      described(
        '1..100 for JPEG, WebP and AVIF; 100 is lossless in the last two.',
        z.int().check(z.minimum(1), z.maximum(100)),
      ),
    ),
    frame: frameId,
    kind: z.optional(described('What the frame is. Left out: image.', kind)),
    name: z.optional(described('The file’s name without ending, to be given back with one.', name())),
    layers: z.optional(
      described(
        'PSD: what lies over `frame`, bottom first.',
        z
          .array(
            z.object({
              name: name(),
              frame: frameId,
              kind,
              blend: z.optional(z.enum(['normal', 'add', 'multiply', 'screen'])),
              hidden: z.optional(z.boolean()),
            }),
          )
          .check(z.maxLength(100)),
      ),
    ),
    group: z.optional(
      described(
        'PSD: the layers are what one tool gave, and are arranged as the command line does, lights in a group of this name. Left out: all layers as given.',
        name(),
      ),
    ),
    provenance: z.optional(
      described(
        'The steps that made the picture, first to last.',
        z.array(provenance).check(z.maxLength(100)),
      ),
    ),
    source: z.optional(described('The opened frame whose Exif, XMP and depth are carried over.', frameId)),
  }),
);
export const file = z.object({
  type: z.literal('file'),
  id: id(),
  name: text(1000),
  bytes: count(),
  mime: text(100),
  notes: z.array(note),
});

export const transferCancel = described(
  'Stops a transfer: an upload by its number, a download by its request’s id. Answered with ok; the request that it belongs to ends with CANCELLED.',
  z.object({
    type: z.literal('transfer.cancel'),
    id: id(),
    upload: z.optional(transfer),
    download: z.optional(id()),
  }),
);
