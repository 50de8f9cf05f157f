// SPDX-License-Identifier: Apache-2.0
import type { EngineFrame, RunningToolJob } from '../engine/index.js';
import { type RequestOf, SfumatoError, type WireHandle, wireBytes } from '../protocol/index.js';
import type { ProgressReport } from '../tool/index.js';
import { frameInfoOf } from './frame-info.js';
import { limits } from './limits.js';
import { requireLocal } from './memory-requests.js';
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
  const { id, tool, params, quality, priority, proxy, models, map } = request;
  if (map) requireLocal(session);
  if (jobs.size >= limits.jobs) {
    throw new SfumatoError('LIMIT_EXCEEDED', `A connection has at most ${limits.jobs} jobs at once.`);
  }
  const declared = Object.keys(host.engine.tools.find((t) => t.id === tool)?.outputs ?? {});
  frames.requireRoom((request.outputs ?? declared).length);
  const inputs = new JobInputs(session, request.inputs);
  let job: RunningToolJob;
  try {
    // What comes out is about as large as the largest of what goes in: many jobs at once go beyond by that much at most.
    session.requireMemory(request.outputs?.length === 0 ? 0 : inputs.largest);
    job = host.engine.run({
      tool,
      params,
      quality,
      priority,
      proxy,
      models,
      inputs: inputs.frames,
      outputs: request.outputs,
      latest: keyOf(session, request.latest),
      onProgress: throttled((report) => session.send({ type: 'progress', id, ...report })),
    });
  } catch (error) {
    inputs.tellReleased(id);
    throw error;
  } finally {
    inputs.release();
  }
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
      ...(map && { handles: handlesOf(outputs) }),
    });
  } catch (error) {
    inputs.tellReleased(id);
    throw error;
  } finally {
    jobs.delete(id);
  }
}

/** A job's inputs by name: frames of the connection, and pictures in its blocks. */
class JobInputs {
  readonly frames: Readonly<Record<string, EngineFrame>>;
  readonly #session: Session;
  readonly #views: Promise<void>[] = [];

  /** Holds them. Throws FRAME_UNKNOWN and MESSAGE_INVALID. */
  constructor(session: Session, inputs: RequestOf<'job.run'>['inputs']) {
    this.#session = session;
    const frames: Record<string, EngineFrame> = {};
    this.frames = frames;
    try {
      for (const [name, input] of Object.entries(inputs))
        frames[name] = typeof input === 'string' ? session.frames.get(input).retain() : this.#view(input);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Bytes of the largest. */
  get largest(): number {
    return Math.max(0, ...Object.values(this.frames).map(({ format }) => wireBytes(format)));
  }

  release(): void {
    for (const frame of Object.values(this.frames)) frame.release();
  }

  /** Tells the client when its blocks are not read any more, after it was told that the job failed. */
  tellReleased(id: number): void {
    if (this.#views.length === 0) return;
    void Promise.all(this.#views).then(() =>
      setImmediate(() => this.#session.send({ type: 'released', id })),
    );
  }

  #view(handle: WireHandle): EngineFrame {
    let released = () => {};
    this.#views.push(
      new Promise((resolve) => {
        released = resolve;
      }),
    );
    return this.#session.blocks.view(handle, () => released());
  }
}

function handlesOf(outputs: Readonly<Record<string, EngineFrame>>): Record<string, EngineFrame['handle']> {
  return Object.fromEntries(Object.entries(outputs).map(([name, frame]) => [name, frame.handle]));
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
