// SPDX-License-Identifier: Apache-2.0
// Big-endian bytes, one after the other.

export class ByteWriter {
  #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  bytes(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }

  u8(...values: number[]): this {
    return this.bytes(Uint8Array.from(values));
  }

  u16(...values: number[]): this {
    return this.bytes(Uint8Array.from(values.flatMap((v) => [v >> 8, v])));
  }

  u32(...values: number[]): this {
    return this.bytes(Uint8Array.from(values.flatMap((v) => [v >> 24, v >> 16, v >> 8, v])));
  }

  ascii(text: string): this {
    return this.bytes(Uint8Array.from(text, (c) => c.charCodeAt(0)));
  }

  /** Zeros until the length is a multiple of `of`. */
  pad(of: number): this {
    return this.bytes(new Uint8Array((of - (this.#length % of)) % of));
  }

  /** A length of four bytes, and what it counts. */
  block(write: (inner: ByteWriter) => void): this {
    const inner = new ByteWriter();
    write(inner);
    this.u32(inner.length);
    for (const part of inner.#parts) this.bytes(part);
    return this;
  }

  done(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

export class ByteReader {
  readonly #view: DataView;
  constructor(
    readonly data: Uint8Array,
    public at = 0,
  ) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get left(): number {
    return this.data.length - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2);
  }

  i16(): number {
    this.at += 2;
    return this.#view.getInt16(this.at - 2);
  }

  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4);
  }

  i32(): number {
    this.at += 4;
    return this.#view.getInt32(this.at - 4);
  }

  ascii(length: number): string {
    return String.fromCharCode(...this.bytes(length));
  }

  bytes(length: number): Uint8Array {
    if (length < 0 || length > this.left) throw new RangeError('The file ends too early.');
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }

  /** What a length of four bytes counts. */
  block(): ByteReader {
    return new ByteReader(this.bytes(this.u32()));
  }

  /** Pascal string whose whole length is a multiple of `of`. */
  pascal(of: number): string {
    const length = this.u8();
    const text = this.ascii(length);
    this.at += (of - ((length + 1) % of)) % of;
    return text;
  }
}
