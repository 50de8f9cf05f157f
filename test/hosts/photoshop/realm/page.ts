// SPDX-License-Identifier: Apache-2.0
// Runs in Chromium: the emulated Photoshop and UXP around the plug-in's own script, with what UXP lacks taken away.
import { missingGlobals } from '../../../panels/uxp-subset.js';
import type { EmulatedDocument } from '../document.js';
import { fingerprint } from '../fingerprint.js';
import { createPhotoshop } from '../host.js';
import { type Bounds, blank, white } from '../plane.js';
import { readPsd } from '../psd/read.js';
import { writePsd } from '../psd/write.js';
import { createUxp } from '../uxp/module.js';
import type { Manifest } from '../uxp/permissions.js';
import { watch } from './audit.js';
import { pressEverything } from './explore.js';
import { ImageBlob } from './image-blob.js';
import { limit } from './limits.js';
import { createNetwork, type NetworkFaults } from './network.js';
import { upset } from './upset.js';

const emulated = createPhotoshop();
const problems = watch(document);
let ports: Readonly<Record<string, number>> = {};
let uxp: ReturnType<typeof createUxp> | undefined;
const network: NetworkFaults = { cutAfter: null, delayMs: 0, down: false, cuts: 0, bytes: 0, problems: [] };
const names = ['require', 'ImageBlob', 'WebSocket', 'XMLHttpRequest', 'fetch', 'navigator'] as const;
const hidden = missingGlobals.filter((name) => name !== 'localStorage');

/** The plug-in of that manifest is about to run: its names, and what they stand for. */
function prepare(manifest: Manifest): void {
  uxp = createUxp(manifest);
  const { WebSocket, XMLHttpRequest, fetch } = createNetwork(uxp.permissions, () => ports, network);
  const modules: Readonly<Record<string, unknown>> = {
    uxp: uxp.uxp,
    photoshop: emulated.module,
    fs: uxp.fs,
    os: { platform: () => 'win32', arch: () => 'x64' },
    path: { sep: '\\' },
  };
  const given: Readonly<Record<(typeof names)[number], unknown>> = {
    require(name: string) {
      const found = modules[name];
      if (!found) throw new Error(`Module not found: ${name}`);
      return found;
    },
    ImageBlob,
    WebSocket,
    XMLHttpRequest,
    fetch,
    navigator: { clipboard: uxp.clipboard, userAgent: 'UXP', language: 'en-US', platform: 'Win32' },
  };
  limit(hidden);
  realm.given = names.map((name) => given[name]);
}

const running = () => {
  if (!uxp) throw new Error('No plug-in runs.');
  return uxp;
};

const roots = new Map<string, HTMLElement>();

/** A turn of its own: what a debugger calls may make code from text, whatever the page's policy. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Brings a panel to the front; it is made when that is for the first time. */
async function show(id: string): Promise<void> {
  await turn();
  const root = roots.get(id) ?? document.createElement('div');
  root.id = id;
  root.style.cssText = 'width:100%;height:100%;display:flex;flex-direction:column';
  roots.set(id, root);
  document.body.replaceChildren(root);
  await running().entrypoints.show(id, root);
}

/** A document of 16 bits whose background is that picture of 8 bits, RGB. */
function openPicture(width: number, height: number, rgb: string, title: string): number {
  const opened = emulated.open({ width, height, depth: 16, title });
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

/** Selects a rectangle of the document in front. */
function select(bounds: Bounds): void {
  const document = front();
  const selection = blank(bounds, 1, document.depth, white[document.depth]);
  document.change('Rectangular Marquee', { ...document.state, selection });
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const front = () => {
  const document = emulated.document();
  if (!document) throw new Error('No document is open.');
  return document;
};

/** Runs `change` once the next modal scope has ended: while the engine is at work on what was read. */
function between(change: () => void): void {
  const { meter } = emulated.modal;
  meter.onScope = (open) => {
    if (open) return;
    delete meter.onScope;
    setTimeout(change);
  };
}

/** How much faster time passes for whoever waits long. */
let pace = 1;
const wait = window.setTimeout.bind(window);
const hurried = (work: () => void, ms = 0): number => wait(work, ms >= 100 ? ms / pace : ms);

export const realm = {
  emulated,
  network,
  /** Around the script: its parameters hide what UXP lacks. */
  parameters: [...names, ...hidden],
  given: [] as unknown[],
  prepare,
  /** The script has run: which panels there are. */
  started: () => running().entrypoints.started(),
  invoke: (command: string) => turn().then(() => running().entrypoints.invoke(command)),
  show,
  openPicture,
  /** Opens a PSD file, as base64, in front; gives the document's id. */
  openPsd: (file: string, title: string) => emulated.desk.open(title, readPsd(bytesOf(file))).id,
  /** The document in front as a PSD file, as base64. */
  savePsd: () => base64Of(writePsd(front().state)),
  person: () => running().person,
  denied: () => running().permissions.denied,
  problems: () => [...problems, ...network.problems],
  /** Of the document in front, or of another. */
  fingerprint: (of = front()) => fingerprint(of),
  front,
  /** Waits of a tenth of a second or more end so many times sooner; 1: as they are. */
  hurry(times: number) {
    pace = times;
    Object.defineProperty(window, 'setTimeout', { value: hurried, configurable: true, writable: true });
  },
  pressEverything,
  select,
  between,
  upset,
  /** Grows with everything that the plug-in does: calls to the host, bytes over the network. */
  activity: () => emulated.modal.meter.calls + network.bytes,
  setPorts(map: Readonly<Record<string, number>>) {
    ports = map;
  },
};

declare global {
  interface Window {
    realm: typeof realm;
    /** What a test's person did to a document, and what that looked like. */
    changed: { readonly document: EmulatedDocument; readonly print: string };
  }
}
window.realm = realm;
