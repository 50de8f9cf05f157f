// SPDX-License-Identifier: Apache-2.0
// Not run: holds port.ts against the published types of Photoshop's own module, so that a name or a shape that does
// not exist there fails the type check.
/// <reference types="photoshop" />
import type { Photoshop, PsDocument, PsImaging, PsLayer } from './port.js';

type Real = typeof import('photoshop');
type RealDocument = NonNullable<Real['app']['activeDocument']>;

/** Names that the port uses and the published types lack. */
type Missing<Port, Published> = Exclude<keyof Port, keyof Published>;
type None<T extends never> = T;

export type DocumentNames = None<Missing<PsDocument, RealDocument>>;
export type LayerNames = None<Missing<PsLayer, RealDocument['layers'][number]>>;
export type ImagingNames = None<Missing<PsImaging, Real['imaging']>>;
export type ModuleNames = None<Missing<Photoshop, Real>>;
export type Core = None<Missing<Photoshop['core'], Real['core']>>;
/** recordAction is documented by Adobe (ps-reference/media/action-recording) and not in the types. */
export type Action = None<Exclude<Missing<Photoshop['action'], Real['action']>, 'recordAction'>>;

/** Options that the port passes, as the published types want them. */
type Options<F> = F extends (options: infer O) => unknown ? O : never;
export const getPixels = (o: Options<PsImaging['getPixels']>): Options<Real['imaging']['getPixels']> => o;
export const getSelection = (
  o: Options<PsImaging['getSelection']>,
): Options<Real['imaging']['getSelection']> => o;
