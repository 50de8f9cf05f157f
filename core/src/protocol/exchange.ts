// SPDX-License-Identifier: Apache-2.0
// Batches as files in a folder, for clients that may not use the network: <client>-<number>.up and .down, numbered from 0,
// taken in order and removed by their reader. Each begins with the length of the batch (f64, little-endian), so that a file
// that is still being written is told from a whole one. An empty batch of a client says that it is still there.

export interface ExchangeName {
  /** Twelve hexadecimal digits. */
  readonly client: string;
  /** up: to the engine. */
  readonly way: 'up' | 'down';
  readonly number: number;
}

export const exchangeName = ({ client, way, number }: ExchangeName) => `${client}-${number}.${way}`;

export function parseExchangeName(name: string): ExchangeName | undefined {
  const [, client, number, way] = /^([0-9a-f]{12})-(0|[1-9]\d{0,14})\.(up|down)$/.exec(name) ?? [];
  if (client === undefined || number === undefined) return undefined;
  return { client, way: way === 'up' ? 'up' : 'down', number: Number(number) };
}

export const envelopeBytes = 8;

export function sealed(batch: Uint8Array): ArrayBuffer {
  const bytes = new Uint8Array(envelopeBytes + batch.length);
  new DataView(bytes.buffer).setFloat64(0, batch.length, true);
  bytes.set(batch, envelopeBytes);
  return bytes.buffer;
}

/** The batch in a file, or undefined while it is not whole. */
export function openEnvelope(file: ArrayBuffer): Uint8Array<ArrayBuffer> | undefined {
  if (file.byteLength < envelopeBytes) return undefined;
  const whole = new DataView(file).getFloat64(0, true) === file.byteLength - envelopeBytes;
  return whole ? new Uint8Array(file, envelopeBytes) : undefined;
}
