// SPDX-License-Identifier: Apache-2.0
import { dirname, join, parse } from 'node:path';
import { SfumatoError } from '../protocol/error.js';
import type { Tool } from '../tool/index.js';
import type { InputFile } from './inputs.js';

/** A frame of a clip, with those around it as the tool's further inputs. */
export interface ClipFrame {
  readonly input: InputFile;
  /** Paths by the tool's input. */
  readonly neighbours: Readonly<Record<string, string>>;
}

/** What `--clip` does. */
export const clipHelp = 'The pictures are numbered frames of clips: those around a frame help with it.';

/** Whether a tool looks at the frames around the one that it works on. */
export const takesClips = (tool: Tool): boolean =>
  Object.values(tool.inputs).some(({ clipFrame }) => clipFrame !== undefined);

/**
 * Pictures as the frames of clips, in order. A clip are the pictures of one folder whose names differ by their last number
 * alone; they follow each other by that number (`a9`, `a10`), whatever is missing between them. Throws INPUT_INVALID
 * where no picture has a neighbour.
 */
export function clipFrames(tool: Tool, files: readonly InputFile[]): ClipFrame[] {
  const clips = new Map<string, { input: InputFile; number: bigint }[]>();
  for (const input of files) {
    const { clip, number } = placeInClip(input.path);
    clips.set(clip, [...(clips.get(clip) ?? []), { input, number }]);
  }
  const offsets = Object.entries(tool.inputs).flatMap(([id, { clipFrame }]) =>
    clipFrame === undefined ? [] : [[id, clipFrame] as const],
  );
  const frames = [...clips.values()].flatMap((clip) => {
    const ordered = clip.sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
    return ordered.map(({ input }, i) => {
      const near = offsets.flatMap(([id, offset]) => {
        const other = ordered[i + offset];
        return other ? [[id, other.input.path] as const] : [];
      });
      return { input, neighbours: Object.fromEntries(near) };
    });
  });
  if (frames.some(({ neighbours }) => Object.keys(neighbours).length > 0)) return frames;
  throw new SfumatoError('INPUT_INVALID', 'No two of these pictures are frames of one clip.', {
    remedy: ['Name a folder of numbered pictures, such as shot.0001.png and shot.0002.png.'],
  });
}

/** The clip that a path's name says, all but its last number, and that number (-1 without one). */
function placeInClip(path: string): { clip: string; number: bigint } {
  const { name, ext } = parse(path);
  const found = /^(.*?)(\d+)(\D*)$/s.exec(name);
  if (!found) return { clip: path, number: -1n };
  const [, before = '', digits = '', after = ''] = found;
  return { clip: join(dirname(path), `${before}\0${after}${ext.toLowerCase()}`), number: BigInt(digits) };
}
