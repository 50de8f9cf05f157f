// SPDX-License-Identifier: Apache-2.0
import { SfumatoError, type WireFormat } from '@sfumato/core/protocol';
import type { Photoshop, PsDocument } from './port.js';

export type Bits = 8 | 16 | 32;

/** A document as it was when something was read of it. A result fits only while all of it still holds. */
export interface DocumentStamp {
  readonly id: number;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly mode: 'RGB' | 'Grayscale' | 'Lab';
  readonly bits: Bits;
  readonly profile: string;
  /** Changes with every change to the document that can be undone. */
  readonly history: number;
  /** The layer that was active, or null. */
  readonly layer: number | null;
}

/** How pixels of a document are exchanged with it: Lab goes through a wide RGB. */
export interface Exchange {
  readonly colorSpace: 'RGB' | 'Grayscale';
  readonly colorProfile: string;
  readonly colour: NonNullable<WireFormat['colour']>;
}

const modes: Readonly<Record<string, DocumentStamp['mode']>> = {
  RGBColorMode: 'RGB',
  grayscaleMode: 'Grayscale',
  labColorMode: 'Lab',
};

const depths: Readonly<Record<string, Bits>> = {
  bitDepth8: 8,
  bitDepth16: 16,
  bitDepth32: 32,
  8: 8,
  16: 16,
  32: 32,
};

/** What the engine knows of profiles that are called by name; others are taken for sRGB, whose curve is near theirs. */
const known: Readonly<Record<string, Exchange['colour']>> = {
  'sRGB IEC61966-2.1': { primaries: 'srgb', transfer: 'srgb' },
  'Adobe RGB (1998)': { primaries: 'adobe-rgb', transfer: 'gamma22' },
  'Display P3': { primaries: 'display-p3', transfer: 'srgb' },
  'Image P3': { primaries: 'display-p3', transfer: 'srgb' },
  'Rec. ITU-R BT.2020-1': { primaries: 'rec2020', transfer: 'rec709' },
  'Gray Gamma 2.2': { primaries: 'srgb', transfer: 'gamma22' },
  'Lab D50': { primaries: 'adobe-rgb', transfer: 'gamma22' },
};

const wideProfile = 'Adobe RGB (1998)';

/** The mode of a document that can be read, or undefined. */
export const modeOf = ({ mode }: Pick<PsDocument, 'mode'>): DocumentStamp['mode'] | undefined => modes[mode];

/** The open document, or INPUT_INVALID when there is none or its mode has no way through the imaging API. */
export function stampOf(photoshop: Photoshop): DocumentStamp {
  const document = photoshop.app.activeDocument;
  if (!document) {
    throw new SfumatoError('INPUT_INVALID', 'No document is open.', { remedy: ['Open a picture first.'] });
  }
  const mode = modeOf(document);
  if (!mode) {
    const name = document.mode.replace(/(Color)?Mode$/, '');
    const cause = `${document.title} is in ${name} mode, whose pixels Photoshop does not give to plug-ins safely.`;
    throw new SfumatoError('INPUT_INVALID', cause, {
      remedy: ['Work on a copy in RGB: the original stays as it is.'],
    });
  }
  const bits = depths[document.bitsPerChannel];
  if (!bits) {
    throw new SfumatoError('INPUT_INVALID', `${document.title} has ${document.bitsPerChannel} a channel.`, {
      remedy: ['Convert it to 8, 16 or 32 bits a channel: Image > Mode.'],
    });
  }
  const { id, title, width, height, colorProfileName: profile } = document;
  const layer = document.activeLayers[0]?.id ?? null;
  return { id, title, width, height, mode, bits, profile, history: document.activeHistoryState.id, layer };
}

/** Photoshop lists the profiles of 32-bit documents with a suffix by which it does not know them itself. */
const withoutSuffix = (profile: string) => profile.replace(/ \(Linear \w+ Profile\)$/, '');

export function exchangeOf({ mode, bits, profile: listed }: DocumentStamp): Exchange {
  const profile = withoutSuffix(listed);
  const named = known[profile] ?? { primaries: 'srgb', transfer: 'unknown' };
  const colour = bits === 32 ? { ...named, transfer: 'linear' as const } : named;
  if (mode === 'Grayscale') return { colorSpace: 'Grayscale', colorProfile: profile, colour };
  return { colorSpace: 'RGB', colorProfile: mode === 'Lab' ? wideProfile : profile, colour };
}

/** The document that `stamp` describes, as it is now. Throws DOCUMENT_CHANGED when results would not fit it any more. */
export function sameDocument(photoshop: Photoshop, stamp: DocumentStamp): PsDocument {
  const document = photoshop.app.activeDocument;
  const changed = (what: string): never => {
    throw new SfumatoError('DOCUMENT_CHANGED', `${what} since the work began, so the result was not placed.`);
  };
  if (!document || document.id !== stamp.id)
    return changed(`${stamp.title} is not the active document any more`);
  const now = stampOf(photoshop);
  if (now.width !== stamp.width || now.height !== stamp.height) {
    return changed(`${stamp.title} was ${stamp.width}x${stamp.height} and is ${now.width}x${now.height}`);
  }
  if (now.bits !== stamp.bits) return changed(`The bit depth of ${stamp.title} was changed`);
  if (now.mode !== stamp.mode) return changed(`The colour mode of ${stamp.title} was changed`);
  if (now.profile !== stamp.profile) return changed(`The colour profile of ${stamp.title} was changed`);
  return document;
}
