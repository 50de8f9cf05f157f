// SPDX-License-Identifier: Apache-2.0
// Drawn here, on a grid of 16, as images: UXP shows SVG files in <img> but makes no SVG elements.
import type { Theme } from '../host/bridge.js';

const line = (path: string) =>
  `<path d="${path}" fill="none" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>`;

const shapes = {
  reset: line('M3.2 8a4.8 4.8 0 1 0 1.5-3.5M3 2.8v2.4h2.4'),
  undo: line('M6 3 3 6l3 3M3.2 6H9a3.5 3.5 0 0 1 0 7H6.5'),
  redo: line('m10 3 3 3-3 3M12.8 6H7a3.5 3.5 0 0 0 0 7h2.5'),
  open: line('m4 6 4 4 4-4'),
  closed: line('m6 4 4 4-4 4'),
  check: line('m3.5 8.5 3 3 6-7'),
  plus: line('M8 3v10M3 8h10'),
  minus: line('M3 8h10'),
  close: line('m4 4 8 8M12 4l-8 8'),
  copy: line('M6 6h7v7H6zM3 10V3h7'),
  help: line('M5.8 6a2.2 2.2 0 1 1 3.4 1.9C8.4 8.4 8 8.8 8 9.8M8 12.4v.1'),
  more: line('M3.5 8h.01M8 8h.01M12.5 8h.01'),
  next: line('m6 3 5 5-5 5'),
  previous: line('m10 3-5 5 5 5'),
  point: line('M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5'),
  spot: line('M6 2h4l3.5 10.5h-11zM8 14v.5'),
  directional: line(
    'M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1M8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5',
  ),
  ambient: line('M2.5 12a5.5 5.5 0 0 1 11 0M1.5 14.5h13M8 2v2M3 4l1 1.2M13 4l-1 1.2'),
  clear: line('M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5 5 13.5h6l.5-9'),
  shuffle: line('M2 5h2.5l6 6H14M2 11h2.5l1.6-1.6M9 6.5 10.5 5H14M12 3l2 2-2 2M12 9l2 2-2 2'),
} as const satisfies Record<string, string>;

export type IconName = keyof typeof shapes;
export type IconTone = 'normal' | 'quiet' | 'onAccent' | 'disabled';

const inks: Record<Theme, Record<IconTone, string>> = {
  dark: { normal: '#e6e6e6', quiet: '#b4b4b4', onAccent: '#ffffff', disabled: '#7d7d7d' },
  light: { normal: '#1f1f1f', quiet: '#555555', onAccent: '#ffffff', disabled: '#8e8e8e' },
};

/** `<img src>` of an icon. */
export const iconSource = (name: IconName, theme: Theme, tone: IconTone): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" stroke="${inks[theme][tone]}">${shapes[name]}</svg>`,
  )}`;
