// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';

/**
 * An ffmpeg filter on one RGB8 frame through pipes, two filter threads; its start (some 50 ms) counts. An empty list
 * where ffmpeg or the filter is not there.
 */
export async function ffmpegFilter(name, frame, filter) {
  const known = spawnSync('ffmpeg', ['-hide_banner', '-h', `filter=${filter.split('=')[0]}`], {
    encoding: 'utf8',
  });
  if (known.status !== 0 || /Unknown filter/.test(known.stdout + known.stderr)) return [];
  const bytes = frame.packed();
  const size = `${frame.width}x${frame.height}`;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', size];
  const args = [
    '-loglevel',
    'error',
    '-filter_threads',
    '2',
    ...raw,
    '-i',
    'pipe:',
    '-vf',
    filter,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    'pipe:',
  ];
  const run = () =>
    new Promise((resolve, reject) => {
      const child = spawn('ffmpeg', args, { stdio: ['pipe', 'pipe', 'inherit'] });
      let received = 0;
      child.stdout.on('data', (chunk) => {
        received += chunk.length;
      });
      child.on('error', reject);
      child.on('close', () =>
        received === bytes.length ? resolve() : reject(new Error(`${name} gave ${received} bytes`)),
      );
      child.stdin.end(bytes);
    });
  return [{ name, run }];
}
