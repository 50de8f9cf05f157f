// SPDX-License-Identifier: Apache-2.0
// Deterministic pictures for timings: smooth structure with a little noise, so that no code path is idle.
import { Frame } from '@sfumato/core';

const made = new Map();
const once = (key, make) => {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
};

function values(x, y, channel) {
  const noise = (((x * 73856093) ^ (y * 19349663) ^ (channel * 83492791)) >>> 8) & 15;
  return 0.5 + 0.25 * Math.sin(x / 37 + channel) + 0.2 * Math.cos(y / 53) + (noise - 7.5) / 400;
}

/**
 * A picture of u8, u16 or f32 samples; one row pattern in 64 is computed and repeated. Another `number` is another
 * picture in memory of its own.
 */
export function picture(width, height, channels, dtype = 'u8', number = 0) {
  return once(`${width} ${height} ${channels} ${dtype} ${number}`, () => {
    const frame = Frame.allocate({ width, height, channels, dtype });
    const scale = dtype === 'u8' ? 255 : dtype === 'u16' ? 65535 : 1;
    const View = dtype === 'u8' ? Uint8Array : dtype === 'u16' ? Uint16Array : Float32Array;
    const rows = Array.from({ length: 64 }, (_, y) => {
      const row = new View(width * channels);
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) row[x * channels + c] = scale * values(x, y * 5, c);
      return new Uint8Array(row.buffer);
    });
    for (let y = 0; y < height; y++) frame.row(y).set(rows[(y + number) % 64]);
    return frame;
  });
}

/** An 8-bit picture with Gaussian noise of σ 25 (a fixed generator). */
export function noisy(width, height) {
  return once(`noisy ${width} ${height}`, () => {
    const frame = Frame.allocate({ width, height, channels: 3, dtype: 'u8' });
    let state = 1;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 1) / 4294967297;
    };
    for (let y = 0; y < height; y++) {
      const row = frame.row(y);
      for (let i = 0; i < row.length; i++) {
        const gauss = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
        row[i] = Math.min(255, Math.max(0, 255 * values(Math.floor(i / 3), y, i % 3) + 25 * gauss));
      }
    }
    return frame;
  });
}

/** A soft-edged float matte. */
export function matte(width, height) {
  return once(`matte ${width} ${height}`, () => {
    const data = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const r = Math.hypot(x / width - 0.5, y / height - 0.5);
        data[y * width + x] = Math.min(1, Math.max(0, (0.35 - r) * 40));
      }
    }
    return Frame.ofFloats(data, width, height);
  });
}

/** An 8-bit matte of `width` x `height` as masks have them: nearly all of it empty or full, a scalloped soft edge. */
export function matteOfBytes(width, height) {
  return once(`matte of bytes ${width} ${height}`, () => {
    const frame = Frame.allocate({ width, height, channels: 1, dtype: 'u8' });
    for (let y = 0; y < height; y++) {
      const row = frame.row(y);
      for (let x = 0; x < width; x++) {
        const [dx, dy] = [x / width - 0.5, y / height - 0.5];
        const edge = 0.35 + 0.02 * Math.sin(60 * Math.atan2(dy, dx)) - Math.hypot(dx, dy);
        row[x] = 255 * Math.min(1, Math.max(0, edge * 40));
      }
    }
    return frame;
  });
}

/** An empty frame to write to, made once. */
export const target = (width, height, channels, dtype = 'u8') =>
  once(`into ${width} ${height} ${channels} ${dtype}`, () =>
    Frame.allocate({ width, height, channels, dtype }),
  );
