// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest';
import { Frame } from '../../frame/index.js';
import { SpareBlocks } from './spare-blocks.js';

const format = { width: 64, height: 64, channels: 4, dtype: 'u8' } as const;
const bytes = 64 * 64 * 4;

let clock = 0;
const made: SpareBlocks[] = [];
function spareBlocks(limit = 10 * bytes): SpareBlocks {
  const blocks = new SpareBlocks(limit, () => clock);
  made.push(blocks);
  return blocks;
}
const memoryOf = (frame: Frame): string => frame.memory ?? '';

afterEach(() => {
  clock += 1e6;
  for (const blocks of made.splice(0)) blocks.check();
});

describe('spare blocks', () => {
  it('give memory out again, empty unless it is to be overwritten', () => {
    const blocks = spareBlocks();
    const first = blocks.allocate(format);
    first.bytes.fill(7);
    blocks.giveBack([memoryOf(first)]);
    const second = blocks.allocate(format);
    expect(second.memory).toBe(first.memory);
    expect(second.bytes.every((byte) => byte === 0)).toBe(true);
    second.bytes.fill(9);
    blocks.giveBack([memoryOf(second)]);
    const third = blocks.allocate(format, { overwritten: true });
    expect([third.memory, third.bytes[0]]).toEqual([first.memory, 9]);
    blocks.giveBack([memoryOf(third)]);
  });

  it('do not give out what somebody holds, nor large blocks for small frames', () => {
    const blocks = spareBlocks();
    const held = blocks.allocate(format);
    const other = blocks.allocate(format);
    expect(other.memory).not.toBe(held.memory);
    blocks.giveBack([memoryOf(other)]);
    const small = blocks.allocate({ ...format, height: 32 });
    expect(small.memory).not.toBe(other.memory);
    blocks.giveBack([memoryOf(held), memoryOf(small)]);
  });

  it('keep no more than they may, and nothing for long', () => {
    const blocks = spareBlocks(2 * bytes);
    const frames = [1, 2, 3].map(() => blocks.allocate(format));
    const handles = frames.map((frame) => frame.handle());
    blocks.giveBack(frames.map(memoryOf));
    expect(blocks.bytes).toBe(2 * bytes);
    const [oldest, newest] = [handles[0], handles[2]];
    if (!oldest || !newest) throw new Error('Three were made.');
    expect(() => Frame.open(oldest)).toThrow();
    expect(Frame.open(newest).width).toBe(64);
    clock += 60_000;
    blocks.check();
    expect(blocks.bytes).toBe(0);
    expect(() => Frame.open(newest)).toThrow();
  });
});
