// SPDX-License-Identifier: Apache-2.0
import type { RequestOf } from '../protocol/index.js';
import { throttled } from './job-requests.js';
import type { Session } from './session.js';

/** Fetches a model, telling its progress, and answers with the models as they are then. */
export async function pullModelFor(session: Session, request: RequestOf<'model.pull'>): Promise<void> {
  const { id, model } = request;
  const { engine } = session.host;
  const stop = new AbortController();
  session.fetches.set(id, stop);
  try {
    const tell = throttled((report) => session.send({ type: 'progress', id, ...report }));
    await engine.pullModel(model, stop.signal, tell);
    session.send({ type: 'models', id, models: await engine.models() });
  } finally {
    session.fetches.delete(id);
  }
}
