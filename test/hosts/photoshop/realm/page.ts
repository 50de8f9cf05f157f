// SPDX-License-Identifier: Apache-2.0
// Runs in Chromium: the emulated Photoshop and UXP around the plug-in's own script, with what UXP lacks taken away.

import { missingGlobals } from '../../../panels/uxp-subset.js';
import type { EmulatedDocument } from '../document.js';
import { createPhotoshop } from '../host.js';

interface Panel {
  create(root: HTMLElement): void;
}

const emulated = createPhotoshop();
const secrets = new Map<string, Uint8Array>();
const clipboard: string[] = [];
let panels: Readonly<Record<string, Panel>> | undefined;
let commands: Readonly<Record<string, () => Promise<void>>> = {};
let ports: Readonly<Record<string, number>> = {};
const denied: string[] = [];

const uxp = {
  entrypoints: {
    setup(points: { panels: Readonly<Record<string, Panel>>; commands: typeof commands }) {
      if (panels) throw new Error('entrypoints.setup may be called once');
      panels = points.panels;
      commands = points.commands;
    },
  },
  storage: {
    secureStorage: {
      getItem: async (key: string) => secrets.get(key) ?? null,
      setItem: async (key: string, value: string) => {
        secrets.set(
          key,
          Uint8Array.from(value, (c) => c.charCodeAt(0)),
        );
      },
    },
    localFileSystem: { getFileForSaving: async () => null, getFileForOpening: async () => null },
  },
};

/** Pixels as a bitmap file, which is what the browser can show of them. */
class ImageBlob extends Blob {
  constructor(
    data: Uint8Array,
    { width, height, components }: { width: number; height: number; components: number },
  ) {
    if (components !== 3) throw new Error('grey pictures do not show');
    if (data.length !== width * height * 3) throw new Error('the pixels do not fit the size');
    const stride = Math.ceil((width * 3) / 4) * 4;
    const file = new Uint8Array(54 + stride * height);
    const head = new DataView(file.buffer);
    head.setUint16(0, 0x424d);
    head.setUint32(2, file.length, true);
    head.setUint32(10, 54, true);
    head.setUint32(14, 40, true);
    head.setInt32(18, width, true);
    head.setInt32(22, -height, true);
    head.setUint16(26, 1, true);
    head.setUint16(28, 24, true);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [i, o] = [(y * width + x) * 3, 54 + y * stride + x * 3];
        file[o] = data[i + 2] ?? 0;
        file[o + 1] = data[i + 1] ?? 0;
        file[o + 2] = data[i] ?? 0;
      }
    }
    super([file], { type: 'image/bmp' });
  }
}

/** Sockets that the manifest allows, on the ports where the test's engine is instead of the usual ones. */
function socketFor(domains: unknown) {
  return class extends WebSocket {
    constructor(url: string) {
      if (domains !== 'all') {
        denied.push(url);
        throw new Error(`Permission denied to the url ${url}. Manifest entry not found.`);
      }
      const { port, hostname } = new URL(url);
      if (hostname !== '127.0.0.1') denied.push(url);
      super(url.replace(`:${port}/`, `:${ports[port] ?? 1}/`));
    }
  };
}

const navigatorOfUxp = {
  clipboard: {
    setContent: async (content: Record<string, string>) => {
      clipboard.push(...Object.values(content));
    },
  },
};

function start(
  source: string,
  manifest: { requiredPermissions?: { network?: { domains?: unknown } } },
): string[] {
  const modules: Readonly<Record<string, unknown>> = { uxp, photoshop: emulated.module };
  const requireModule = (name: string) => {
    const found = modules[name];
    if (!found) throw new Error(`Module not found: ${name}`);
    return found;
  };
  const kept = missingGlobals.filter((name) => name !== 'localStorage');
  const names = ['require', 'ImageBlob', 'WebSocket', 'navigator', ...kept];
  const given = [
    requireModule,
    ImageBlob,
    socketFor(manifest.requiredPermissions?.network?.domains),
    navigatorOfUxp,
  ];
  const run = new Function(...names, source);
  run(...given);
  if (!panels) throw new Error('The plug-in did not set its entry points up at once.');
  return Object.keys(panels);
}

function show(id: string): void {
  const root = document.createElement('div');
  root.id = id;
  root.style.cssText = 'width:100%;height:100%;display:flex;flex-direction:column';
  document.body.replaceChildren(root);
  const began = performance.now();
  panels?.[id]?.create(root);
  if (performance.now() - began > 300) throw new Error(`The panel ${id} took longer than 300 ms to appear.`);
}

/** A document of 16 bits whose background is that picture of 8 bits, RGB. */
function openPicture(width: number, height: number, rgb: string, title: string): number {
  const opened: EmulatedDocument = emulated.open({ width, height, depth: 16, title });
  const layer = opened.state.layers[0];
  if (!layer?.pixels) throw new Error('no layer');
  const bytes = atob(rgb);
  const data = new Uint16Array(width * height * 4);
  for (let i = 0, o = 0; o < data.length; i += 3, o += 4) {
    for (let c = 0; c < 3; c++) data[o + c] = Math.round((bytes.charCodeAt(i + c) * 32768) / 255);
    data[o + 3] = 32768;
  }
  opened.changeLayer('Place', layer.id, { pixels: { ...layer.pixels, data } });
  return opened.id;
}

export const realm = {
  emulated,
  start,
  invoke: (command: string) => commands[command]?.(),
  show,
  openPicture,
  denied,
  clipboard,
  secrets,
  setPorts(map: Readonly<Record<string, number>>) {
    ports = map;
  },
};

declare global {
  interface Window {
    realm: typeof realm;
  }
}
window.realm = realm;
