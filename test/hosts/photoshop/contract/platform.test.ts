// SPDX-License-Identifier: Apache-2.0
// Behaviours of UXP as a platform, numbered as the list that the emulator was made from: a trial plug-in in the realm.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { missingGlobals, problemsOf } from '../../../panels/uxp-subset.js';
import { type OpenPlugin, openPlugin } from '../realm/load.js';
import { packageOf, trialManifest } from './trial-plugin.js';

/** Runs inside the plug-in's own script: what it sees is what a plug-in sees. */
const script = `
const seen = { missing: {}, heard: [] };
window.seen = seen;
const there = { ${missingGlobals.map((name) => `${name}: typeof ${name}`).join(', ')} };
Object.assign(seen.missing, there);
window.addEventListener('error', () => seen.heard.push('error'));
require('uxp').entrypoints.setup({ panels: { trial: {
  create(root) {
    seen.root = root;
    const context = document.createElement('canvas').getContext('2d');
    seen.canvas = ['drawImage', 'getImageData', 'putImageData', 'fillText', 'fillRect', 'stroke'].filter((n) => n in context);
    seen.ratio = devicePixelRatio;
    seen.on = (name, options) => root.addEventListener(name, () => seen.heard.push(name), options);
    seen.open = (url) => new WebSocket(url);
    seen.request = () => new XMLHttpRequest();
    seen.grey = (n) => URL.createObjectURL(new ImageBlob(new Uint8Array(n * 4), { width: 2, height: 2, components: n }));
    try { new Function('return 1')(); seen.generated = true; } catch (error) { seen.generated = error.name; }
    try { require('net'); } catch (error) { seen.required = error.message; }
  },
} } });
`;

/** What the script left behind for tests. */
interface Seen {
  readonly missing: Readonly<Record<string, string>>;
  readonly heard: string[];
  readonly root: HTMLElement;
  readonly canvas: string[];
  readonly ratio: number;
  readonly generated: unknown;
  readonly required: string;
  on(name: string, options?: object): void;
  open(url: string): WebSocket;
  request(): XMLHttpRequest;
  grey(components: number): string;
}
declare global {
  interface Window {
    seen: Seen;
  }
}

describe('the platform', () => {
  let plugin: OpenPlugin;
  let server: Server;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true });

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.end(request.headers.cookie ?? 'no cookies');
    });
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (open) => open.send('hello'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    plugin = await openPlugin(packageOf(trialManifest, { 'main.js': script }), { 8000: port });
    await plugin.page.evaluate(() => window.realm.show('trial'));
  });
  afterAll(async () => {
    await plugin?.close();
    sockets.close();
    server?.close();
  });

  const seen = <T>(look: () => T | Promise<T>) => plugin.page.evaluate(look);
  /** What the audit says of an element once it has been drawn. */
  const said = async (html: string) => {
    await plugin.page.evaluate((text) => {
      window.seen.root.innerHTML = text;
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, html);
    const problems = await plugin.page.evaluate(() => window.realm.problems());
    return problems.join('\n');
  };

  it('7: code is not made from text', async () => {
    expect(await seen(() => window.seen.generated)).toBe('EvalError');
  });

  it('12: nobody is told of errors that were not caught', async () => {
    await seen(() => {
      setTimeout(() => {
        throw new Error('uncaught');
      });
      return new Promise((resolve) => setTimeout(resolve, 20));
    });
    expect(await seen(() => window.seen.heard)).not.toContain('error');
    expect(plugin.errors.splice(0)).toEqual(['uncaught']);
  });

  it('45: there are no workers, no WebAssembly and none of the others', async () => {
    const missing = await seen(() => window.seen.missing);
    const there = Object.entries(missing).filter(([, kind]) => kind !== 'undefined');
    expect(there).toEqual([['localStorage', 'object']]);
  });

  it('45: require knows the host’s modules alone', async () => {
    expect(await seen(() => window.seen.required)).toBe('Module not found: net');
  });

  it('46: a canvas draws paths and rectangles, and nothing else', async () => {
    expect(await seen(() => window.seen.canvas)).toEqual(['fillRect', 'stroke']);
  });

  it('47: style sheets and elements that UXP does not know are reported', async () => {
    expect(problemsOf('.a { display: grid; gap: 4px; transition: none }')).toHaveLength(3);
    expect(await said('<div style="display:grid">x</div>')).toMatch(/<DIV> is shown as grid/);
    expect(await said('<div style="transform:rotate(3deg)">x</div>')).toMatch(
      /style="transform"> is not known/,
    );
    expect(await said('<svg></svg>')).toMatch(/<svg> is not known/);
  });

  it('48: grey pictures do not show', async () => {
    const shown = await seen(async () => {
      const darkest = [];
      for (const components of [3, 1]) {
        const image = new Image();
        image.src = window.seen.grey(components);
        await image.decode();
        const file = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
        darkest.push([image.naturalWidth, file[54]]);
      }
      return darkest;
    });
    expect(shown).toEqual([
      [2, 0],
      [2, 255],
    ]);
  });

  it('49: select, label, and inputs that do not work are reported', async () => {
    expect(await said('<select><option>a</option></select>')).toMatch(/<SELECT> is not known/);
    expect(await said('<label for="a">a</label>')).toMatch(/<LABEL for> has no effect/);
    expect(await said('<input type="color">')).toMatch(/type="color"> is not known/);
    expect(await said('<div tabindex="0">a</div>')).toMatch(/tabindex> has no effect/);
    expect(await said('<img width="20" alt="">')).toMatch(/width="20"> has no unit/);
  });

  it('50: of listeners only capture counts, and some events never come', async () => {
    const heard = await seen(() => {
      const { root, on } = window.seen;
      window.seen.heard.length = 0;
      on('click', { once: true });
      for (const name of ['keypress', 'dragstart', 'drop']) on(name);
      for (const name of ['click', 'click', 'keypress', 'dragstart', 'drop'])
        root.dispatchEvent(new Event(name));
      return window.seen.heard;
    });
    expect(heard).toEqual(['click', 'click']);
  });

  it('51: a pixel is a pixel', async () => {
    expect(await seen(() => window.seen.ratio)).toBe(1);
  });

  it('52: what lies over a text field is reported: there it would lie under it', async () => {
    const html =
      '<input type="text" aria-label="name"><div style="position:absolute;left:0;top:0;width:100%;height:60px;z-index:9"></div>';
    expect(await said(html)).toMatch(/something lies over the text field “name”/);
  });

  it('53: sockets have no extensions: a server that insists on one is reported', async () => {
    await seen(
      () =>
        new Promise((resolve) => {
          window.seen.open('ws://127.0.0.1:8000/').onmessage = resolve;
        }),
    );
    expect(await seen(() => window.realm.problems())).toContainEqual(
      expect.stringMatching(/agreed on permessage-deflate/),
    );
  });

  it('53: requests send no blobs and no cookies', async () => {
    const answers = await seen(async () => {
      const ask = (body: string | Blob) =>
        new Promise<string>((resolve) => {
          const request = window.seen.request();
          request.open('POST', 'http://127.0.0.1:8000/');
          request.onload = () => resolve(request.responseText);
          request.send(body);
        });
      const refused = await ask(new Blob(['x'])).catch(({ message }: Error) => message);
      return [await ask('x'), refused];
    });
    expect(answers).toEqual(['no cookies', 'XMLHttpRequest cannot send blobs.']);
  });

  it('54: web views are not emulated: a panel that has one is reported', async () => {
    expect(await said('<webview></webview>')).toMatch(/<WEBVIEW> is not known/);
  });
});

it('7: code is made from text where the manifest allows it', async () => {
  const requiredPermissions = { allowCodeGenerationFromStrings: true };
  const files = { 'main.js': script };
  const plugin = await openPlugin(packageOf({ ...trialManifest, requiredPermissions }, files), {});
  try {
    await plugin.page.evaluate(() => window.realm.show('trial'));
    expect(await plugin.page.evaluate(() => window.seen.generated)).toBe(true);
  } finally {
    await plugin.close();
  }
});
