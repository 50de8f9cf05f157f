// SPDX-License-Identifier: Apache-2.0
import { reportOf } from '@sfumato/core/protocol';
import { SfumatoPanel } from '@sfumato/panels';
import type { Photoshop } from '@sfumato/uxp';
import { createRoot } from 'react-dom/client';
import { playMethod, stepOf } from './actions.js';
import { playStep, runAgain } from './commands.js';
import { connectEngine } from './engine.js';
import { createPhotoshopBridge } from './host/photoshop-bridge.js';
import { runSmoke } from './smoke.js';
import type { ImageBlobConstructor, Uxp, UxpHost, UxpPanel } from './uxp.js';

declare const require: {
  (module: 'uxp'): Uxp;
  (module: 'photoshop'): Photoshop;
};
declare const ImageBlob: ImageBlobConstructor;
declare const SFUMATO_VERSION: string;

const uxp = require('uxp');

/** The panels of the manifest, each with the one tool it shows. */
const tools = ['mask', 'fill', 'relight', 'denoise'] as const;

/** Made with the first panel: entry points must be set up before anything else. */
let shared: ReturnType<typeof start> | undefined;

function start() {
  const host: UxpHost = {
    uxp,
    photoshop: require('photoshop'),
    ImageBlob,
    localStorage,
    fetch: (url, init) => fetch(url, init),
    clipboard: navigator.clipboard as unknown as UxpHost['clipboard'],
    createObjectURL: (blob) => URL.createObjectURL(blob),
    revokeObjectURL: (url) => URL.revokeObjectURL(url),
  };
  const engine = connectEngine(host, WebSocket, SFUMATO_VERSION);
  const say = (message: string) => host.photoshop.core.showAlert({ message });
  return { host, engine, bridge: createPhotoshopBridge(host, engine), say };
}

const panel = (tool: string): UxpPanel => ({
  create(root) {
    shared ??= start();
    const { bridge, engine } = shared;
    createRoot(root).render(<SfumatoPanel bridge={bridge} engine={engine} tool={tool} />);
  },
});

/** Returns at once: entry points have 300 ms. */
const again = (tool: string) => async () => {
  shared ??= start();
  const { bridge, engine, say } = shared;
  void runAgain(bridge, engine, tool, say);
};

/** Photoshop looks a step's function up by its global name. */
Object.assign(globalThis, {
  [playMethod]: async (_context: unknown, info: unknown) => {
    shared ??= start();
    const { bridge, engine } = shared;
    await playStep(bridge, engine, stepOf(info));
    return info;
  },
});

uxp.entrypoints.setup({
  panels: Object.fromEntries(tools.map((tool) => [tool, panel(tool)])),
  commands: {
    ...Object.fromEntries(tools.map((tool) => [`${tool}-again`, again(tool)])),
    'check-host': async () => {
      shared ??= start();
      const { host, engine, say } = shared;
      void runSmoke(host, engine, SFUMATO_VERSION).catch((error: unknown) => say(reportOf(error).cause));
    },
  },
});
