// SPDX-License-Identifier: Apache-2.0
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../tools/index.js';
import { clipFrames, takesClips } from './clip.js';

const tool = findTool('denoise');
if (!tool) throw new Error('denoise is missing');
const files = (...names: string[]) => names.map((name) => ({ path: resolve(name), folder: '.' }));
const shown = (...names: string[]) =>
  clipFrames(tool, files(...names)).map(({ input, neighbours }) => [input.path, neighbours]);

describe('clipFrames', () => {
  it('orders frames by number and gives each the two on both sides', () => {
    expect(shown('a/s10.png', 'a/s9.png', 'a/s8.png', 'a/s11.png')).toEqual([
      [resolve('a/s8.png'), { next: resolve('a/s9.png'), next2: resolve('a/s10.png') }],
      [
        resolve('a/s9.png'),
        { previous: resolve('a/s8.png'), next: resolve('a/s10.png'), next2: resolve('a/s11.png') },
      ],
      [
        resolve('a/s10.png'),
        { previous: resolve('a/s9.png'), next: resolve('a/s11.png'), previous2: resolve('a/s8.png') },
      ],
      [resolve('a/s11.png'), { previous: resolve('a/s10.png'), previous2: resolve('a/s9.png') }],
    ]);
  });

  it('tells clips apart by folder, by name and by ending, and looks at the last number', () => {
    const names = ['a/1.png', 'b/2.png', 'a/x2_1.png', 'a/x3_2.png', 'a/3.tif', 'a/2.png', 'a/none.png'];
    const near = Object.fromEntries(shown(...names));
    expect(near[resolve('a/1.png')]).toEqual({ next: resolve('a/2.png') });
    for (const alone of ['b/2.png', 'a/x2_1.png', 'a/x3_2.png', 'a/3.tif', 'a/none.png'])
      expect(near[resolve(alone)]).toEqual({});
  });

  it('takes numbers of any length, and says when nothing is a clip', () => {
    const long = '9'.repeat(30);
    expect(shown(`v${long}.png`, 'v1.png')[0]).toEqual([
      resolve('v1.png'),
      { next: resolve(`v${long}.png`) },
    ]);
    expect(() => shown('a1.png', 'b1.png')).toThrow('No two of these pictures are frames of one clip.');
  });

  it('is for tools that look at the frames around', () => {
    expect(takesClips(tool)).toBe(true);
    expect(takesClips({ ...tool, inputs: { image: { title: 'Picture', help: 'It.' } } })).toBe(false);
  });
});
