// SPDX-License-Identifier: Apache-2.0
import { type FrameInfo, SfumatoError } from '../engine/port.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import { pictureKey } from './inputs.js';

export interface Pictures {
  /** The document's picture, once it has been read. */
  now(): FrameInfo | null;
  /** The same, read first where need be: once for each of the document's revisions, whoever asks. */
  get(): Promise<FrameInfo>;
  /** What was read, or is being read, belongs to the past. */
  forget(): void;
}

interface Reading {
  readonly key: string;
  readonly stop: AbortController;
  readonly picture: Promise<FrameInfo>;
  frame: FrameInfo | null;
}

export function createPictures(context: PanelContext): Pictures {
  let reading: Reading | null = null;
  const key = () => {
    const { document, connection } = context.store.get();
    return document && connection.phase === 'ready' ? `${connection.session}/${pictureKey(document)}` : null;
  };

  function forget(): void {
    reading?.stop.abort();
    reading = null;
  }

  function begin(wanted: string): Reading {
    const stop = new AbortController();
    const picture = context.bridge.picture({ signal: stop.signal });
    const own: Reading = { key: wanted, stop, picture, frame: null };
    picture.then(
      (frame) => {
        own.frame = frame;
      },
      // Whoever asked is told; the next who asks tries again.
      () => {
        if (reading === own) reading = null;
      },
    );
    return own;
  }

  return {
    now: () => (reading?.key === key() ? (reading?.frame ?? null) : null),
    get() {
      const wanted = key();
      if (wanted === null) {
        return Promise.reject(new SfumatoError('INPUT_INVALID', text.run.needsDocument));
      }
      if (reading?.key !== wanted) {
        forget();
        reading = begin(wanted);
      }
      return reading.picture;
    },
    forget,
  };
}
