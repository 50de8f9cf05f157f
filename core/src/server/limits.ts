// SPDX-License-Identifier: Apache-2.0
import { chunkHeaderBytes, chunkPayloadBytes } from '../protocol/index.js';

/** What one connection may ask of the engine at once. */
export const limits = {
  /** Longest message of any kind, in bytes. */
  messageBytes: chunkHeaderBytes + chunkPayloadBytes,
  /** Longest file that is opened. */
  fileBytes: 4 * 2 ** 30,
  frames: 1000,
  /** Blocks of shared memory that a client keeps. */
  blocks: 64,
  jobs: 64,
  /** Requests that are not answered yet. */
  requests: 512,
  uploads: 16,
  /** Connections of all kinds. */
  connections: 128,
  /** A connection that has not said hello by then is closed, in milliseconds. */
  helloMs: 5000,
  /** An upload or a reader that does not move for so long is given up. */
  stallMs: 30_000,
  /** Unsent bytes beyond which a reader is cut off. */
  unsentBytes: 64 * 2 ** 20,
} as const;
