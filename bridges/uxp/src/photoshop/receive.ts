// SPDX-License-Identifier: Apache-2.0
// Results on their way from the engine into the host's memory, before any modal scope opens.
import type { FrameInfo } from '@sfumato/core/protocol';
import type { DocumentStamp } from './document.js';
import { fitting } from './fit.js';
import type { Photoshop, PsImageData } from './port.js';
import { sampleBytes, stripRows, usualStrip } from './strips.js';
import { colourFor, hostImage, type ReadyStrip, type ResultPixels, rowBytesOf } from './write.js';

/** Plug-ins are warned at 600 MB: what is more than this waits in our own memory. */
const mostHostBytes = 256 * 2 ** 20;

/** Where a frame's bytes go as they come: called once, with what the frame is; then with each piece, in order. */
export type Receive = (info: FrameInfo) => (piece: Uint8Array) => void;

/** Host memory that results hold until they are placed. */
export class ReceivedResults {
  readonly #photoshop: Photoshop;
  readonly #stamp: DocumentStamp;
  readonly #made: Promise<PsImageData>[] = [];
  #bytes = 0;

  constructor(photoshop: Photoshop, stamp: DocumentStamp) {
    this.#photoshop = photoshop;
    this.#stamp = stamp;
  }

  /**
   * A frame in the document's own samples, from what `load` gives: rows become strips of the host while the next ones
   * are on their way. `matte`: numbers, which no colour curve is for.
   */
  async take(load: (receive: Receive) => Promise<unknown>, matte: boolean): Promise<ResultPixels> {
    const strips: Promise<ReadyStrip>[] = [];
    let info: ResultPixels['info'] | undefined;
    await load((given) => {
      const fit = fitting(given, this.#stamp, matte);
      info = fit.info;
      const fitted = fit.info;
      const rowBytes = given.width * given.channels * sampleBytes[given.dtype];
      const rows = stripRows(Math.max(rowBytes, rowBytesOf(fitted)), usualStrip);
      let top = 0;
      let held = new Uint8Array(Math.min(rows, given.height) * rowBytes);
      let filled = 0;
      return (piece) => {
        for (let at = 0; at < piece.length; ) {
          const part = piece.subarray(at, at + held.length - filled);
          held.set(part, filled);
          filled += part.length;
          at += part.length;
          if (filled < held.length) continue;
          const strip = this.#strip(fitted, top, fit.convert(held), matte);
          // Looked at below; until then it is no unhandled rejection.
          strip.catch(() => {});
          strips.push(strip);
          top += filled / rowBytes;
          filled = 0;
          held = new Uint8Array(Math.min(rows, given.height - top) * rowBytes);
        }
      };
    });
    if (!info) throw new RangeError('Expected a frame but received nothing');
    return { info, pixels: await Promise.all(strips) };
  }

  async #strip(
    info: ResultPixels['info'],
    top: number,
    rows: Uint8Array,
    matte: boolean,
  ): Promise<ReadyStrip> {
    const height = rows.length / rowBytesOf(info);
    this.#bytes += rows.length;
    if (this.#bytes > mostHostBytes) return { top, height, image: rows };
    const image = hostImage(this.#photoshop, this.#stamp, info, rows, colourFor(this.#stamp, matte));
    this.#made.push(image);
    return { top, height, image: await image };
  }

  /** Gives the host's memory back. */
  async dispose(): Promise<void> {
    for (const made of await Promise.allSettled(this.#made.splice(0))) {
      if (made.status === 'fulfilled') await made.value.dispose();
    }
  }
}
