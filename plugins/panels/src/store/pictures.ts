// SPDX-License-Identifier: Apache-2.0
import { type FrameInfo, SfumatoError } from '../engine/port.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import { dropOutputs } from './drafts.js';
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
  /** Frames of another connection are gone, and their names may be others' by now. */
  readonly session: number | null;
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

  const session = () => {
    const { connection } = context.store.get();
    return connection.phase === 'ready' ? connection.session : null;
  };

  /** Jobs that have begun hold their picture themselves. */
  function forget(): void {
    const past = reading;
    reading = null;
    past?.stop.abort();
    past?.picture.then(
      (picture) => {
        if (past.session === session()) dropOutputs(context, context.bridge, { picture });
      },
      () => {
        // Then there is none to give back.
      },
    );
  }

  function begin(wanted: string): Reading {
    const stop = new AbortController();
    const picture = context.bridge.picture({ signal: stop.signal });
    const own: Reading = { key: wanted, session: session(), stop, picture, frame: null };
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
