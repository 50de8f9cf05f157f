// SPDX-License-Identifier: Apache-2.0
// Frames of a clip, through ffmpeg where this machine has it.
import { spawnSync } from 'node:child_process';
import { frameOf } from './pictures.mjs';

/** The first `count` frames as RGB, `width` wide; undefined without ffmpeg. */
export function readClip(path, count, width) {
  const probe = spawnSync(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', path],
    { encoding: 'utf8' },
  );
  if (probe.status !== 0) return undefined;
  const [fullWidth, fullHeight] = probe.stdout.trim().split(',').map(Number);
  const height = 2 * Math.round((fullHeight / fullWidth) * (width / 2));
  const { status, stdout } = spawnSync(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      path,
      '-frames:v',
      String(count),
      '-vf',
      `scale=${width}:${height}`,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
    { maxBuffer: 2 ** 30 },
  );
  if (status !== 0) return undefined;
  const size = width * height * 3;
  return Array.from({ length: Math.floor(stdout.length / size) }, (_, i) =>
    frameOf(new Uint8Array(stdout.subarray(i * size, (i + 1) * size)), width, height),
  );
}

/** Pixels that hardly change between two frames: the camera rests there, and so does the scene. */
export function stillPixels(before, after, atMost = 3) {
  const [a, b] = [before.packed(), after.packed()];
  return Uint8Array.from({ length: before.width * before.height }, (_, i) =>
    Math.max(...[0, 1, 2].map((c) => Math.abs(a[3 * i + c] - b[3 * i + c]))) <= atMost ? 1 : 0,
  );
}
