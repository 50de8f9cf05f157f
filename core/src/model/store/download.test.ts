// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  dropping,
  type Handler,
  ignoringRanges,
  inTurn,
  serve,
  unannounced,
  whole,
} from '../../../../test/model/file-server.js';
import { digestOf, someBytes, temporaryFolder } from '../../../../test/model/manifests.js';
import { realDisk } from './disk.js';
import { type DownloadOptions, download } from './download.js';
import type { StoreEvent } from './progress.js';

const content = someBytes(300_000, 1);
const digest = digestOf(content);

/** Downloads with no patience; returns what was told. */
async function fetchAll(mirrors: readonly string[], path: string, options: Partial<DownloadOptions> = {}) {
  const events: StoreEvent[] = [];
  const onEvent = (event: StoreEvent) => void (event.kind === 'bytes' || events.push(event));
  await download(path, mirrors, digest, { label: 'a file', backoffMs: 1, onEvent, ...options });
  return events;
}
const target = () => join(temporaryFolder(), 'file');

describe('download', () => {
  it('fetches a file and says how far it is', async () => {
    const server = await serve({ '/f': whole(content) });
    const path = target();
    const done: number[] = [];
    await download(path, [`${server.url}/f`], digest, {
      label: 'a file',
      onEvent: (event) => void (event.kind === 'bytes' && done.push(event.done)),
    });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(done.at(-1)).toBe(content.length);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('goes on where dropped connections ended, and says so', async () => {
    const drops = [dropping(content, 100_000), dropping(content, 50_000)] as const;
    const server = await serve({ '/f': inTurn(drops[0].handler, drops[1].handler, whole(content)) });
    const path = target();
    const events: StoreEvent[] = [];
    await download(path, [`${server.url}/f`], digest, {
      label: 'a file',
      backoffMs: 1,
      onEvent: (event) => {
        if (event.kind !== 'bytes') events.push(event);
        else if (event.done === 100_000) drops[0].cut();
        else if (event.done === 150_000) drops[1].cut();
      },
    });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(server.hits).toEqual(['/f', '/f bytes=100000-', '/f bytes=150000-']);
    expect(events.filter(({ kind }) => kind === 'retry')).toHaveLength(2);
    expect(events).toContainEqual({ kind: 'resumed', file: 'a file', done: 150_000, total: content.length });
  });

  it('goes on after an earlier call that was stopped', async () => {
    const server = await serve({ '/f': whole(content) });
    const path = target();
    writeFileSync(path, content.subarray(0, 200_000));
    await fetchAll([`${server.url}/f`], path);
    expect(server.hits).toEqual(['/f bytes=200000-']);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('starts anew when the server ignores ranges', async () => {
    const server = await serve({ '/f': ignoringRanges(content) });
    const path = target();
    writeFileSync(path, content.subarray(0, 1000));
    const events = await fetchAll([`${server.url}/f`], path);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(events.some(({ kind }) => kind === 'resumed')).toBe(false);
  });

  it('throws away what is corrupt and takes the next mirror', async () => {
    const corrupt = Buffer.from(content);
    corrupt[1234] = (corrupt[1234] ?? 0) ^ 1;
    const server = await serve({ '/bad': whole(corrupt), '/good': whole(content) });
    const path = target();
    const events = await fetchAll([`${server.url}/bad`, `${server.url}/good`], path);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'retry', reason: expect.stringMatching(/^sha256 .* instead of/) }),
    );
    expect(server.hits).toEqual(['/bad', '/good']);
  });

  it('recovers when the beginning came from a corrupt earlier download', async () => {
    const server = await serve({ '/f': whole(content) });
    const path = target();
    writeFileSync(path, Buffer.alloc(1000));
    await fetchAll([`${server.url}/f`], path);
    expect(server.hits).toEqual(['/f bytes=1000-', '/f']);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('follows redirects, and passes over mirrors that do not have it', async () => {
    const server = await serve({
      '/gone': (_, response) => void response.writeHead(404).end(),
      '/moved': (_, response) => void response.writeHead(302, { location: '/f' }).end(),
      '/f': whole(content),
    });
    const events = await fetchAll([`${server.url}/gone`, `${server.url}/moved`], target());
    expect(server.hits).toEqual(['/gone', '/moved', '/f']);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'retry', reason: 'HTTP 404 Not Found' }));
  });

  const shortened = content.subarray(0, 1000);
  const longer = Buffer.concat([content, shortened]);
  const broken: Handler = (_, response) => void response.writeHead(503).end();
  const refusals: readonly (readonly [string, Handler, RegExp, number])[] = [
    ['a server that fails', broken, /HTTP 503/, 3],
    ['a shorter file', whole(shortened), /a file of 1000 bytes instead of 300000/, 1],
    ['a file that ends early', unannounced(shortened), /ended after 1000 of 300000 bytes/, 3],
    ['a longer file', whole(longer), /a file of 301000 bytes instead/, 1],
    ['a file that does not end', unannounced(longer), /more than the expected 300000 bytes/, 1],
  ];
  it.each(refusals)('gives up on %s with every reason', async (_name, handler, reason, hits) => {
    const server = await serve({ '/f': handler });
    const path = target();
    await expect(fetchAll([`${server.url}/f`], path)).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD',
      message: expect.stringMatching(reason),
    });
    expect(server.hits).toHaveLength(hits);
  });

  it('names the reason when nobody answers', async () => {
    const server = await serve({ '/f': (request) => void request.socket.destroy() });
    await expect(fetchAll([`${server.url}/f`], target(), { attempts: 1 })).rejects.toThrow(
      /could not be fetched: .*fetch failed \((UND_ERR_SOCKET|ECONNRESET)\)/,
    );
  });

  it('does not wait for ever when nothing arrives', async () => {
    const server = await serve({ '/f': (_, response) => void response.writeHead(200).write('x') });
    await expect(fetchAll([`${server.url}/f`], target(), { attempts: 1, stallMs: 50 })).rejects.toThrow(
      /nothing arrived for 0\.05 s/,
    );
  });

  it('stops at once when it is cancelled, and keeps what it has', async () => {
    const controller = new AbortController();
    const server = await serve({
      '/f': (_, response) => {
        response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
      },
    });
    const path = target();
    const events = download(path, [`${server.url}/f`], digest, {
      label: 'a file',
      signal: controller.signal,
      onEvent: (event) => void (event.kind === 'bytes' && controller.abort()),
    });
    await expect(events).rejects.toMatchObject({ name: 'AbortError' });
    expect(readFileSync(path).length).toBe(1000);
    expect(server.hits).toHaveLength(1);
  });

  it('says that the disk is full, and does not blame the server', async () => {
    const server = await serve({ '/f': whole(content) });
    const path = target();
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const disk = {
      ...realDisk,
      open: async (file: string, flags: string) => ({
        ...(await realDisk.open(file, flags)),
        write: () => Promise.reject(full),
        close: async () => {},
      }),
    };
    await expect(fetchAll([`${server.url}/f`, `${server.url}/f`], path, { disk })).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringMatching(/the disk is full/),
    });
    expect(server.hits).toHaveLength(1);
    expect(existsSync(path) ? readFileSync(path).length : 0).toBe(0);
  });
});
