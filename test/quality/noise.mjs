// SPDX-License-Identifier: Apache-2.0
// Noise that is drawn once for each picture: the same on every machine.

/** Normal numbers (mulberry32, then Box and Muller). */
export function normals(seed, count) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  const out = new Float32Array(count + (count % 2));
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    out[i] = radius * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle);
  }
  return out.subarray(0, count);
}

/** 8-bit samples with Gaussian noise of deviation `sigma`, rounded and clipped as a camera would. */
export function noisy(bytes, sigma, seed) {
  const drawn = normals(seed, bytes.length);
  return Uint8Array.from(bytes, (value, i) =>
    Math.min(255, Math.max(0, Math.round(value + sigma * drawn[i]))),
  );
}
