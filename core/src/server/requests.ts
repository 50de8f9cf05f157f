// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../protocol/index.js';
import { openFile, saveFile } from './file-requests.js';
import { getFrame, putFrame, viewFrame } from './frame-requests.js';
import { jobOf, runJob } from './job-requests.js';
import { mapFrame, openBlock } from './memory-requests.js';
import { pullModelFor } from './model-requests.js';
import type { RequestAfterHello, Session } from './session.js';

/** Does what a request asks and answers it. What it throws is answered by the caller. */
export async function answerRequest(session: Session, request: RequestAfterHello): Promise<void> {
  const { engine, gate } = session.host;
  const { id } = request;
  const ok = () => session.send({ type: 'ok', id });
  switch (request.type) {
    case 'tools':
      return session.send({ type: 'tools', id, tools: [...engine.tools] });
    case 'models':
      return session.send({ type: 'models', id, models: await engine.models() });
    case 'model.pull':
      return pullModelFor(session, request);
    case 'status':
      return session.send({ type: 'status', id, ...engine.status(), clients: session.host.clients() });
    case 'ping':
      return session.send({ type: 'pong', id, ...(request.pad !== undefined && { pad: request.pad }) });
    case 'pair':
      return session.send({ type: 'pairing', id, ...gate.newPairing(request.as) });
    case 'engine.stop':
      if (session.client?.kind !== 'cli')
        throw new SfumatoError('ENGINE_REFUSED', 'Only the command line may.');
      ok();
      return session.host.stop();
    case 'file.open':
      return openFile(session, request);
    case 'file.save':
      return saveFile(session, request);
    case 'frame.put':
      return putFrame(session, request);
    case 'frame.get':
      return getFrame(session, request);
    case 'frame.view':
      return viewFrame(session, request);
    case 'frame.map':
      return mapFrame(session, request);
    case 'frame.drop':
      session.frames.drop(request.frames);
      return ok();
    case 'block.open':
      openBlock(session, request);
      return ok();
    case 'block.close':
      session.blocks.close(request.memory);
      return ok();
    case 'transfer.cancel':
      if (request.upload !== undefined) session.uploads.cancel(request.upload);
      if (request.download !== undefined) session.downloads.cancel(request.download);
      return ok();
    case 'job.run':
      return runJob(session, request);
    case 'job.cancel':
      (session.fetches.get(request.job) ?? { abort: () => jobOf(session, request.job).cancel() }).abort();
      return ok();
    case 'job.pause':
      jobOf(session, request.job).pause();
      return ok();
    case 'job.resume':
      jobOf(session, request.job).resume();
      return ok();
    case 'batch.start': {
      const { tool, params, inputs, output, format } = request;
      return session.send({
        type: 'batch',
        id,
        batch: await engine.batches.start({ tool, params, inputs, output, format }),
      });
    }
    case 'batch.list':
      return session.send({ type: 'batches', id, batches: engine.batches.list() });
    case 'batch.cancel':
      await engine.batches.cancel(request.batch);
      return ok();
  }
}
