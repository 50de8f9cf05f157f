// SPDX-License-Identifier: Apache-2.0
import {
  bytesPerSample,
  type Channels,
  createSharedBlock,
  type DType,
  openSharedBlock,
  type PixelRange,
  type Pixels,
  type Rect,
  removeSharedBlock,
  reserveSharedBlock,
  type SharedBlock,
} from '@sfumato/native';
import { SfumatoError } from '../protocol/error.js';
import { type Colour, srgb } from './colour.js';

/** Whether channel 4 exists and how colour relates to it. One- and three-channel frames have `none`. */
export type Alpha = 'none' | 'straight' | 'premultiplied';

/** Everything about a frame but its pixels. */
export interface FrameFormat {
  /** In pixels, at least 1. */
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly dtype: DType;
  /** Default: `full` for integers, `unit` for floats. */
  readonly range?: PixelRange;
  /** Default: sRGB. */
  readonly colour?: Colour;
  /** Default: `straight` for four channels, else `none`. */
  readonly alpha?: Alpha;
  /** Where the top-left pixel lies in the document. Default: 0, 0. */
  readonly origin?: { readonly x: number; readonly y: number };
}

/** How another process of this user maps the same pixels. Plain data: it can be sent as JSON (the profile as base64). */
export interface FrameHandle {
  readonly memory: string;
  readonly memoryBytes: number;
  readonly byteOffset: number;
  readonly rowStride: number;
  readonly format: Required<Omit<FrameFormat, 'colour'>> & {
    readonly colour: Omit<Colour, 'icc'> & { readonly icc?: string };
  };
}

interface Backing {
  readonly bytes: Uint8Array;
  readonly byteOffset: number;
  readonly rowStride: number;
  readonly block?: SharedName;
}

/** The name of a shared block, common to all views of it; gone once it was released. */
interface SharedName {
  name: string | undefined;
}

const rowAlignment = 64;

/**
 * The one picture type: interleaved pixels with their meaning. A frame is a view: `crop` shares its pixels, `allocate`
 * makes new ones. Kernels take frames as they are (a Frame is `Pixels`).
 */
export class Frame implements Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly dtype: DType;
  readonly range: PixelRange;
  readonly colour: Colour;
  readonly alpha: Alpha;
  /** Where the frame lies in its document, in pixels. */
  readonly bounds: Rect;
  readonly bytes: Uint8Array;
  readonly byteOffset: number;
  /** Bytes from a row to the one below it; negative for bottom-up pictures. */
  readonly rowStride: number;
  readonly #block: SharedName | undefined;

  private constructor(format: FrameFormat, backing: Backing) {
    checkFormat(format);
    this.width = format.width;
    this.height = format.height;
    this.channels = format.channels;
    this.dtype = format.dtype;
    this.range = format.range ?? (isFloat(format.dtype) ? 'unit' : 'full');
    this.colour = format.colour ?? srgb;
    this.alpha = format.alpha ?? (format.channels === 4 ? 'straight' : 'none');
    this.bounds = { ...(format.origin ?? { x: 0, y: 0 }), width: format.width, height: format.height };
    this.bytes = backing.bytes;
    this.byteOffset = backing.byteOffset;
    this.rowStride = backing.rowStride;
    this.#block = backing.block;
  }

  /**
   * A new frame of zeros, rows padded to 64 bytes. With `shared`, its pixels lie in a named block that other
   * processes of this user can map; call `release` when no one else will open it any more.
   */
  static allocate(format: FrameFormat, options: { shared?: boolean } = {}): Frame {
    checkFormat(format);
    const rowStride = alignedStride(format);
    const size = rowStride * format.height;
    if (!options.shared) return new Frame(format, { bytes: privateBytes(size), byteOffset: 0, rowStride });
    return Frame.onBlock(format, newSharedBlock(size));
  }

  /** A new shared frame of zeros, as `allocate` makes it, without holding up the event loop for a large one. */
  static async allocateShared(format: FrameFormat): Promise<Frame> {
    checkFormat(format);
    try {
      return Frame.onBlock(format, await reserveSharedBlock(alignedStride(format) * format.height));
    } catch (source) {
      throw sharedMemoryShort(source);
    }
  }

  /** A frame at the beginning of a block of at least `allocatedBytes(format)`. */
  static onBlock(format: FrameFormat, { name, buffer }: SharedBlock): Frame {
    const bytes = new Uint8Array(buffer);
    return new Frame(format, { bytes, byteOffset: 0, rowStride: alignedStride(format), block: { name } });
  }

  /** A frame over memory that the caller owns. `rowStride` defaults to tight rows. */
  static over(
    bytes: Uint8Array,
    format: FrameFormat,
    options: { byteOffset?: number; rowStride?: number } = {},
  ): Frame {
    const rowStride = options.rowStride ?? format.width * format.channels * bytesPerSample[format.dtype];
    const byteOffset = options.byteOffset ?? 0;
    checkPlace(format, { memoryBytes: bytes.byteLength, byteOffset, rowStride });
    return new Frame(format, { bytes, byteOffset, rowStride });
  }

  /** A one-channel float frame over `values`, row by row: mattes, depth and other model output. */
  static ofFloats(values: Float32Array, width: number, height: number, colour?: Colour): Frame {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return Frame.over(bytes, { width, height, channels: 1, dtype: 'f32', ...(colour && { colour }) });
  }

  /**
   * Maps a frame that another process handed over; `block` is its block where it is mapped already. Throws
   * (MEMORY_SHORT) when its memory is gone.
   */
  static open(handle: FrameHandle, block: SharedBlock = Frame.mapped(handle)): Frame {
    const { icc, ...plain } = handle.format.colour;
    const colour: Colour = icc === undefined ? plain : { ...plain, icc: Buffer.from(icc, 'base64') };
    checkHandle(handle);
    const { byteOffset, rowStride } = handle;
    return new Frame(
      { ...handle.format, colour },
      { bytes: new Uint8Array(block.buffer), byteOffset, rowStride, block: { name: handle.memory } },
    );
  }

  /** Maps the block that a handle names. Throws (MEMORY_SHORT) when it is gone. */
  static mapped({ memory, memoryBytes }: Pick<FrameHandle, 'memory' | 'memoryBytes'>): SharedBlock {
    return sharedBlock(() => openSharedBlock(memory, memoryBytes));
  }

  /** The name of the shared block that holds the pixels, while another process can map them by it. */
  get memory(): string | undefined {
    return this.#block?.name;
  }

  /** What another process needs to `open` these pixels. Only shared frames have it. */
  handle(): FrameHandle {
    if (this.memory === undefined) throw new TypeError('Expected a shared frame but received a private one');
    const { icc, ...plain } = this.colour;
    const { width, height, channels, dtype, range, alpha, bounds } = this;
    return {
      memory: this.memory,
      memoryBytes: this.bytes.byteLength,
      byteOffset: this.byteOffset,
      rowStride: this.rowStride,
      format: {
        width,
        height,
        channels,
        dtype,
        range,
        alpha,
        origin: { x: bounds.x, y: bounds.y },
        colour: icc === undefined ? plain : { ...plain, icc: Buffer.from(icc).toString('base64') },
      },
    };
  }

  /** A copy in shared memory, for another process. */
  toShared(): Frame {
    const copy = Frame.allocate(this.format(), { shared: true });
    for (let y = 0; y < this.height; y++) copy.row(y).set(this.row(y));
    return copy;
  }

  /** Removes the shared block's name. Mappings that exist stay valid. Harmless for private frames. */
  release(): void {
    if (this.#block?.name === undefined) return;
    removeSharedBlock(this.#block.name);
    this.#block.name = undefined;
  }

  /** The part inside `rect` (frame coordinates), sharing the pixels. */
  crop(rect: Rect): Frame {
    const { x, y, width, height } = rect;
    const whole = [x, y, width, height].every(Number.isInteger);
    if (
      !whole ||
      x < 0 ||
      y < 0 ||
      width < 1 ||
      height < 1 ||
      x + width > this.width ||
      y + height > this.height
    ) {
      throw new RangeError(
        `Expected a rectangle inside ${this.width}x${this.height} but received ${width}x${height} at ${x},${y}`,
      );
    }
    const pixel = this.channels * bytesPerSample[this.dtype];
    return new Frame(
      { ...this.format(), width, height, origin: { x: this.bounds.x + x, y: this.bounds.y + y } },
      {
        bytes: this.bytes,
        byteOffset: this.byteOffset + y * this.rowStride + x * pixel,
        rowStride: this.rowStride,
        ...(this.#block && { block: this.#block }),
      },
    );
  }

  /** This frame's format, to make another like it: `Frame.allocate({ ...frame.format(), dtype: 'f32' })`. */
  format(): Required<Omit<FrameFormat, 'range'>> & { range: PixelRange } {
    const { width, height, channels, dtype, range, colour, alpha, bounds } = this;
    return { width, height, channels, dtype, range, colour, alpha, origin: { x: bounds.x, y: bounds.y } };
  }

  /** The bytes of row `y`, without padding. */
  row(y: number): Uint8Array {
    const start = this.byteOffset + y * this.rowStride;
    return this.bytes.subarray(start, start + this.width * this.channels * bytesPerSample[this.dtype]);
  }

  /** A copy of the bytes with tight rows, top row first. */
  packed(): Uint8Array {
    const row = this.width * this.channels * bytesPerSample[this.dtype];
    const out = new Uint8Array(row * this.height);
    for (let y = 0; y < this.height; y++) out.set(this.row(y), y * row);
    return out;
  }
}

/** Bytes of a new frame's pixels, rows padded. Throws RangeError for a format that contradicts itself. */
export function allocatedBytes(format: FrameFormat): number {
  checkFormat(format);
  return alignedStride(format) * format.height;
}

/** A new shared block of zeros. Throws MEMORY_SHORT. */
export const newSharedBlock = (bytes: number): SharedBlock => sharedBlock(() => createSharedBlock(bytes));

function alignedStride({ width, channels, dtype }: FrameFormat): number {
  return Math.ceil((width * channels * bytesPerSample[dtype]) / rowAlignment) * rowAlignment;
}

export const isFloat = (dtype: DType): boolean => dtype === 'f16' || dtype === 'f32';

function checkFormat(format: FrameFormat): void {
  const { width, height, channels, dtype } = format;
  const range = format.range ?? (isFloat(dtype) ? 'unit' : 'full');
  const alpha = format.alpha ?? (channels === 4 ? 'straight' : 'none');
  const expect = (holds: boolean, what: string, received: unknown) => {
    if (!holds) throw new RangeError(`Expected ${what} but received ${String(received)}`);
  };
  expect(Number.isInteger(width) && width >= 1 && width <= maxSide, 'a width from 1 to 300000', width);
  expect(Number.isInteger(height) && height >= 1 && height <= maxSide, 'a height from 1 to 300000', height);
  expect(isFloat(dtype) === (range === 'unit'), `a range that fits ${dtype}`, range);
  expect(range !== 'photoshop' || dtype === 'u16', 'u16 for range photoshop', dtype);
  expect((channels === 4) === (alpha !== 'none'), `an alpha that fits ${channels} channels`, alpha);
}

/** Throws RangeError where the pixels do not lie within the memory. */
function checkPlace(
  format: FrameFormat,
  { memoryBytes, byteOffset, rowStride }: Pick<FrameHandle, 'memoryBytes' | 'byteOffset' | 'rowStride'>,
): void {
  checkFormat(format);
  const row = format.width * format.channels * bytesPerSample[format.dtype];
  const last = byteOffset + rowStride * (format.height - 1);
  const outside = Math.min(byteOffset, last) < 0 || Math.max(byteOffset, last) + row > memoryBytes;
  if (outside || (format.height > 1 && Math.abs(rowStride) < row)) {
    throw new RangeError(
      `Expected ${format.width}x${format.height} pixels within ${memoryBytes} bytes but received offset ${byteOffset} and row stride ${rowStride}`,
    );
  }
}

/** Throws RangeError for a handle that contradicts itself. Nothing is mapped. */
export const checkHandle = ({ format: { colour: _anything, ...format }, ...place }: FrameHandle): void =>
  checkPlace(format, place);

/** Photoshop's own limit on a document's sides, in pixels. */
const maxSide = 300_000;

function privateBytes(size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (source) {
    throw new SfumatoError('MEMORY_SHORT', `A frame of ${Math.ceil(size / 1e6)} MB could not be allocated.`, {
      source,
    });
  }
}

function sharedBlock<T>(make: () => T): T {
  try {
    return make();
  } catch (source) {
    throw sharedMemoryShort(source);
  }
}

function sharedMemoryShort(source: unknown): SfumatoError {
  return new SfumatoError('MEMORY_SHORT', source instanceof Error ? `${source.message}.` : String(source), {
    remedy: ['Free space in /dev/shm and in the temporary folder.'],
    source,
  });
}
