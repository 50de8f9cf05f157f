// SPDX-License-Identifier: Apache-2.0
import type { RunningToolJob } from '../engine/index.js';
import { type RequestOf, SfumatoError } from '../protocol/index.js';
import type { ProgressReport } from '../tool/index.js';
import { frameInfoOf } from './frame-info.js';
import { limits } from './limits.js';
import type { Session } from './session.js';

/** Progress within a phase is told no more often, in milliseconds. */
const progressMs = 50;
let sessions = 0;
const keys = new WeakMap<Session, number>();

/** Keys of latest-wins belong to their connection. */
function keyOf(session: Session, latest: string | undefined): string | undefined {
  if (latest === undefined) return undefined;
  const key = keys.get(session) ?? ++sessions;
  keys.set(session, key);
  return `${key} ${latest}`;
}

/** Runs a tool, telling its progress, and keeps what it makes for the connection. */
export async function runJob(session: Session, request: RequestOf<'job.run'>): Promise<void> {
  const { frames, jobs, host } = session;
  const { id, tool, params, quality, priority, proxy, models } = request;
  if (jobs.size >= limits.jobs) {
    throw new SfumatoError('LIMIT_EXCEEDED', `A connection has at most ${limits.jobs} jobs at once.`);
  }
  frames.requireRoom(Object.keys(host.engine.tools.find((t) => t.id === tool)?.outputs ?? {}).length);
  const inputs = Object.entries(request.inputs).map(([name, frame]) => [name, frames.get(frame)] as const);
  const job = host.engine.run({
    tool,
    params,
    quality,
    priority,
    proxy,
    models,
    inputs: Object.fromEntries(inputs),
    latest: keyOf(session, request.latest),
    onProgress: throttled((report) => session.send({ type: 'progress', id, ...report })),
  });
  jobs.set(id, job);
  try {
    const { outputs, notes, provenance, elapsedMs, scale, cached } = await job.result;
    if (session.closed) {
      for (const frame of Object.values(outputs)) frame.release();
      return;
    }
    const infos = Object.entries(outputs).map(([name, frame]) => [
      name,
      frameInfoOf(frames.add(frame), frame),
    ]);
    session.send({
      type: 'done',
      id,
      outputs: Object.fromEntries(infos),
      notes: [...notes],
      provenance: { ...provenance, models: [...provenance.models] },
      elapsedMs,
      scale,
      ...(cached && { cached }),
    });
  } finally {
    jobs.delete(id);
  }
}

/** Every phase is told; how far it is, now and then. */
export function throttled(tell: (report: ProgressReport) => void): (report: ProgressReport) => void {
  let phase: string | undefined;
  let last = 0;
  return (report) => {
    const now = performance.now();
    if (report.phase === phase && now - last < progressMs) return;
    phase = report.phase;
    last = now;
    tell({ phase: report.phase, fraction: report.fraction });
  };
}

/** Throws JOB_UNKNOWN. */
export function jobOf(session: Session, id: number): RunningToolJob {
  const job = session.jobs.get(id);
  if (job) return job;
  throw new SfumatoError('JOB_UNKNOWN', `No job ${id} is under way.`);
}
