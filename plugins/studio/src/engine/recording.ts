// SPDX-License-Identifier: Apache-2.0
// Remembers what every result was made from: panels hand over results without saying so, and a result must be able to
// be made again after the engine was lost.
import type { FrameInfo, JobRequest, JobResult, StudioEngine } from './protocol.js';

/** A frame that this page knows, and what made it. */
export interface RecordedFrame {
  readonly info: FrameInfo;
  /** Its size in parts of what a full run gives: below 1 for drafts. */
  readonly scale: number;
  readonly job?: JobRequest;
}

const graceMs = 1000;

export class FrameRecord {
  readonly #frames = new Map<string, RecordedFrame>();

  get = (frame: string): RecordedFrame | undefined => this.#frames.get(frame);

  keep(info: FrameInfo): void {
    this.#frames.set(info.frame, { info, scale: 1 });
  }

  keepResult(job: JobRequest, { outputs, scale }: JobResult): void {
    for (const info of Object.values(outputs)) this.#frames.set(info.frame, { info, scale, job });
  }

  forget(frames: readonly string[]): void {
    for (const frame of frames) this.#frames.delete(frame);
  }

  clear(): void {
    this.#frames.clear();
  }
}

/**
 * The same engine, recorded. What panels drop is dropped a little later, because the viewer may be about to draw it,
 * and not when `inUse` needs it: a result that landed in the document belongs to the document.
 */
export function recorded(
  engine: StudioEngine,
  record: FrameRecord,
  inUse: (frame: string) => boolean,
): StudioEngine {
  return {
    get state() {
      return engine.state;
    },
    subscribe: (listener) => engine.subscribe(listener),
    retry: () => engine.retry(),
    pair: (code) => engine.pair(code),
    tools: () => engine.tools(),
    models: () => engine.models(),
    pullModel: (model, options) => engine.pullModel(model, options),
    status: () => engine.status(),
    view: (frame, request, options) => engine.view(frame, request, options),
    getFrame: (frame, options) => engine.getFrame(frame, options),
    saveFile: (request, options) => engine.saveFile(request, options),
    async openFile(name, bytes, options) {
      const opened = await engine.openFile(name, bytes, options);
      record.keep(opened.frame);
      for (const { frame } of opened.layers) record.keep(frame);
      return opened;
    },
    async putFrame(format, pixels, options) {
      const info = await engine.putFrame(format, pixels, options);
      record.keep(info);
      return info;
    },
    drop(frames) {
      const { state } = engine;
      setTimeout(() => {
        // Names of frames begin anew with every connection.
        if (engine.state !== state) return;
        const gone = frames.filter((frame) => !inUse(frame));
        record.forget(gone);
        if (gone.length > 0) engine.drop(gone);
      }, graceMs);
    },
    async run(job, options) {
      const result = await engine.run(job, options);
      record.keepResult(job, result);
      return result;
    },
    start(job, options) {
      const handle = engine.start(job, options);
      const result = handle.result.then((made) => {
        record.keepResult(job, made);
        return made;
      });
      return { ...handle, result };
    },
  };
}
