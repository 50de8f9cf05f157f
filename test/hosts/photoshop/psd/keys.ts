// SPDX-License-Identifier: Apache-2.0
// Names and numbers of the file format (Adobe Photoshop File Formats Specification).
import type { Mode } from '../document.js';

export const modeNumbers: Readonly<Partial<Record<Mode, number>>> = { Grayscale: 1, RGB: 3, CMYK: 4, Lab: 9 };

/** Photoshop's names of blend modes by their keys. */
export const blendKeys: Readonly<Record<string, string>> = {
  normal: 'norm',
  passThrough: 'pass',
  dissolve: 'diss',
  darken: 'dark',
  multiply: 'mul ',
  colorBurn: 'idiv',
  linearBurn: 'lbrn',
  lighten: 'lite',
  screen: 'scrn',
  colorDodge: 'div ',
  linearDodge: 'lddg',
  overlay: 'over',
  softLight: 'sLit',
  hardLight: 'hLit',
  difference: 'diff',
  exclusion: 'smud',
  hue: 'hue ',
  saturation: 'sat ',
  color: 'colr',
  luminosity: 'lum ',
};

export const resourceIds = { alphaNames: 1006, icc: 1039, alphaNamesUnicode: 1045, version: 1057 } as const;

/** Channels of a layer that are no colours. */
export const channelIds = { transparency: -1, mask: -2 } as const;

/** Layers that stand for the ends of a group. */
export const dividers = { open: 1, closed: 2, end: 3 } as const;
