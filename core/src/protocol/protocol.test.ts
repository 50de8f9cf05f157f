// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  chunkHeaderBytes,
  chunksOf,
  decodeChunk,
  encodeChunk,
  negotiateVersion,
  parseAnswer,
  parseRequest,
} from '@sfumato/core/protocol';
import { build } from 'esbuild';
import { assert, constantFrom, integer, property, boolean as trueOrFalse, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Every module that `file` reaches, as paths below the protocol's folder or package names. */
function reached(file: string, found = new Set<string>()): Set<string> {
  const path = relative(folder, file);
  if (found.has(path)) return found;
  found.add(path);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
    /(?:from|import)\s*\(?\s*'([^']+)'/g,
  )) {
    if (!specifier.startsWith('.')) found.add(specifier);
    else reached(join(dirname(file), specifier.replace(/\.js$/, '.ts')), found);
  }
  return found;
}

describe('the protocol package', () => {
  it('imports nothing of Node, and nothing of the core outside its folder', () => {
    const modules = [...reached(join(folder, 'index.ts'))];
    expect(modules.length).toBeGreaterThan(15);
    expect(modules.filter((m) => !m.endsWith('.ts'))).toEqual(['zod/mini']);
    for (const module of modules.filter((m) => m.endsWith('.ts'))) {
      expect(module.startsWith('..'), module).toBe(false);
      expect(existsSync(join(folder, module)), module).toBe(true);
    }
  });

  it('uses no global that panels lack', () => {
    const lacking =
      /\b(process|Buffer|TextDecoder|TextEncoder|queueMicrotask|structuredClone|Worker|setImmediate|require)\b\s*[.(]/;
    for (const module of reached(join(folder, 'index.ts'))) {
      if (module.endsWith('.ts')) expect(readFileSync(join(folder, module), 'utf8')).not.toMatch(lacking);
    }
  });
});

describe('the client in a panel', () => {
  it('bundles for a browser, and is small', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: "import { EngineClient } from '@sfumato/core/protocol'; globalThis.Client = EngineClient;",
        resolveDir: folder,
      },
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
    });
    const text = outputFiles[0]?.text ?? '';
    // 57 KB; a namespace import that is exported again would bring every language of zod, and 400 KB with them.
    expect(text.length).toBeGreaterThan(20_000);
    expect(text.length).toBeLessThan(80_000);
  });
});

describe('chunks', () => {
  it('come back as they were sent, wherever they lie', () => {
    const offsets = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const kinds = constantFrom('pixels' as const, 'file' as const);
    assert(
      property(
        uint8Array(),
        kinds,
        integer({ min: 0, max: 0xffffffff }),
        offsets,
        trueOrFalse(),
        (payload, kind, transfer, offset, last) => {
          const sent = { kind, transfer, offset, last, payload };
          const padded = Uint8Array.of(9, ...encodeChunk(sent), 9).subarray(1, -1);
          const got = decodeChunk(padded);
          expect({ ...got, payload: [...got.payload] }).toEqual({ ...sent, payload: [...payload] });
        },
      ),
    );
  });

  it('are refused in words when they are anything else', () => {
    assert(
      property(uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => decodeChunk(bytes)).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }));
      }),
    );
    const whole = encodeChunk({
      kind: 'file',
      transfer: 1,
      offset: 0,
      last: true,
      payload: Uint8Array.of(1, 2),
    });
    for (const [at, value, why] of [
      [0, 0, 'SFMC'],
      [4, 2, 'version 2'],
      [6, 7, 'kind 7'],
      [12, 4, 'flags'],
      [22, 255, '2^53'],
      [24, 1, 'announces 1'],
      [28, 1, 'reserved'],
    ] as const) {
      const bad = whole.slice();
      bad[at] = value;
      expect(() => decodeChunk(bad)).toThrow(why);
    }
    expect(() => decodeChunk(whole.subarray(0, chunkHeaderBytes + 1))).toThrow('holds 1');
  });

  it('cover a transfer once, in order, and mark its end', () => {
    assert(
      property(uint8Array({ maxLength: 50 }), integer({ min: 1, max: 20 }), (bytes, size) => {
        const chunks = [...chunksOf('pixels', 3, bytes, {}, size)];
        expect(chunks.flatMap(({ payload }) => [...payload])).toEqual([...bytes]);
        expect(chunks.map(({ last }) => last)).toEqual(chunks.map((_, i) => i === chunks.length - 1));
        expect(chunks.map(({ offset }) => offset)).toEqual(chunks.map((_, i) => i * size));
      }),
    );
  });
});

describe('messages', () => {
  it('are read when they are valid, whatever else a newer peer adds', () => {
    const ping = { type: 'ping', id: 7, pad: 'x' };
    expect(parseRequest(JSON.stringify({ ...ping, added: 1 }))).toEqual(ping);
    expect(parseAnswer('{"type":"ok","id":1}')).toEqual({ type: 'ok', id: 1 });
  });

  it('are refused with the place and what was expected there', () => {
    const refused = (text: string) => {
      try {
        return JSON.stringify(parseRequest(text));
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    expect(refused('{')).toContain('not JSON');
    expect(refused('{"type":"dance","id":1}')).toContain('dance');
    expect(refused('{"type":"ping","id":0}')).toContain('id: expected at least 1');
    expect(refused('{"type":"frame.get","id":1,"frame":"../x"}')).toContain('frame');
    expect(refused('{"type":"job.cancel","id":1}')).toContain('job: expected number');
    expect(refused('[]')).toContain('not valid');
  });

  it('settle on the highest version that both sides speak, or say who is older', () => {
    expect(negotiateVersion({ min: 1, max: 9 }, 'The panel', { min: 2, max: 3 })).toBe(3);
    expect(negotiateVersion({ min: 1, max: 2 }, 'The panel', { min: 2, max: 3 })).toBe(2);
    const old = () => negotiateVersion({ min: 1, max: 1 }, 'The Photoshop panel', { min: 2, max: 3 });
    expect(old).toThrow(
      'The Photoshop panel speaks protocol 1 and the engine speaks 2 to 3: The Photoshop panel',
    );
    const newer = () => negotiateVersion({ min: 4, max: 4 }, 'The panel', { min: 2, max: 3 });
    expect(newer).toThrow('the engine is the older one');
  });
});
