// SPDX-License-Identifier: Apache-2.0
// PhotoshopImageData, and how much of it is alive.
import { type Depth, depthOf, heightOf, type Plane, type Samples, samples, widthOf } from './plane.js';

export interface MemoryMeter {
  live: number;
  liveBytes: number;
  /** Bytes at which the host refuses more. */
  limit: number;
  warnings: string[];
}

export class EmulatedImageData {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly componentSize: Depth;
  readonly colorSpace: string;
  readonly colorProfile: string;
  readonly hasAlpha: boolean;
  readonly pixelFormat: string;
  readonly isChunky = true;
  readonly type = 'image/uncompressed';
  readonly #memory: MemoryMeter;
  #plane: Plane | null;

  constructor(plane: Plane, colour: { space: string; profile: string }, memory: MemoryMeter) {
    this.#plane = plane;
    this.#memory = memory;
    this.width = widthOf(plane.bounds);
    this.height = heightOf(plane.bounds);
    this.components = plane.components;
    this.componentSize = depthOf(plane.data);
    this.colorSpace = colour.space;
    this.colorProfile = colour.profile;
    this.hasAlpha = plane.components === 2 || plane.components === 4;
    const name = colour.space === 'Lab' ? 'LAB' : colour.space;
    this.pixelFormat = this.hasAlpha ? (name === 'RGB' ? 'RGBA' : `${name}Alpha`) : name;
    memory.live++;
    memory.liveBytes += plane.data.byteLength;
    const megabytes = Math.round(memory.liveBytes / 2 ** 20);
    if (memory.liveBytes > memory.limit) {
      this.dispose();
      throw new Error(`Plugin exceeds memory limit. Currently used memory ${megabytes}.`);
    }
    if (memory.liveBytes > 0.5 * memory.limit) {
      memory.warnings.push(`Plugin memory usage increased to: ${megabytes}MB.`);
    }
  }

  /** The pixels, for the host's own calls. */
  get plane(): Plane {
    if (!this.#plane) throw new Error('The image data was disposed.');
    return this.#plane;
  }

  async getData(options: { chunky?: boolean; fullRange?: boolean } = {}): Promise<Samples> {
    const { data, components: n } = this.plane;
    const wide = options.fullRange === true && this.componentSize === 16;
    if (options.chunky !== false && !wide) return data.slice();
    const out = samples(this.componentSize, data.length);
    const pixels = data.length / n;
    for (let i = 0; i < data.length; i++) {
      const v = data[i] ?? 0;
      const to = options.chunky === false ? (i % n) * pixels + Math.floor(i / n) : i;
      out[to] = wide ? Math.round((v * 65535) / 32768) : v;
    }
    return out;
  }

  dispose(): void {
    if (!this.#plane) return;
    this.#memory.live--;
    this.#memory.liveBytes -= this.#plane.data.byteLength;
    this.#plane = null;
  }
}
