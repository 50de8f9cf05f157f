// SPDX-License-Identifier: Apache-2.0
// An engine of plain memory for tests: frames are numbered, results are what the test says.
import {
  type ConnectionState,
  type FrameInfo,
  type JobRequest,
  type JobResult,
  type OpenedFile,
  SfumatoError,
  type StudioEngine,
} from '../engine/protocol.js';

const limits = { chunkBytes: 1, messageBytes: 1, fileBytes: 1, frameBytes: 1, frames: 1, jobs: 1 };
const engine = { version: 'test', pid: 1 };

export const frameInfo = (frame: string, change: Partial<FrameInfo> = {}): FrameInfo => ({
  frame,
  width: 600,
  height: 400,
  channels: 3,
  dtype: 'u8',
  range: 'full',
  alpha: 'none',
  bounds: { x: 0, y: 0, width: 600, height: 400 },
  colour: { primaries: 'srgb', transfer: 'srgb' },
  ...change,
});

export class FakeEngine implements StudioEngine {
  state: ConnectionState = { phase: 'ready', session: 1, engine, limits };
  readonly dropped: string[] = [];
  readonly ran: JobRequest[] = [];
  readonly opened: string[] = [];
  /** What a job gives: names of outputs. */
  outputs: (job: JobRequest) => readonly string[] = () => ['image'];
  /** What opening throws, while set. */
  refusal: SfumatoError | undefined;
  #frames = 0;
  readonly #listeners = new Set<() => void>();

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The engine dies: frames begin anew. */
  die(): void {
    this.#become({ phase: 'connecting' });
    this.#frames = 100 * Math.ceil((this.#frames + 1) / 100);
  }

  comeBack(session: number): void {
    this.#become({ phase: 'ready', session, engine, limits });
  }

  #become(state: ConnectionState): void {
    this.state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  newFrame(change: Partial<FrameInfo> = {}): FrameInfo {
    return frameInfo(`f${++this.#frames}`, change);
  }

  async openFile(name: string): Promise<OpenedFile> {
    if (this.refusal) throw this.refusal;
    this.opened.push(name);
    const file = { title: name, format: 'png', bits: 8, profile: 'sRGB' } as const;
    return { ...file, frame: this.newFrame(), layers: [], notes: [] };
  }

  async run(job: JobRequest): Promise<JobResult> {
    if (this.state.phase !== 'ready') throw new SfumatoError('ENGINE_UNREACHABLE', 'Gone.');
    this.ran.push(job);
    const outputs = Object.fromEntries(this.outputs(job).map((name) => [name, this.newFrame()]));
    const provenance = {
      tool: job.tool,
      params: job.params,
      quality: 'full',
      models: [],
      makes: 'edited',
      engine: { name: 'sfumato', version: 'test' },
    } as const;
    return { outputs, notes: [], provenance, elapsedMs: 1, scale: 1 };
  }

  start(job: JobRequest) {
    const done = async () => {};
    return { result: this.run(job), cancel: () => {}, pause: done, resume: done };
  }

  drop(frames: readonly string[]): void {
    this.dropped.push(...frames);
  }

  retry(): void {}
  pair(): void {}
  tools = async () => [];
  models = async () => [];
  pullModel = async () => [];
  status = () => this.#none();
  putFrame = () => this.#none();
  view = () => this.#none();
  getFrame = () => this.#none();
  saveFile = () => this.#none();

  #none(): Promise<never> {
    return Promise.reject(new SfumatoError('NOT_SUPPORTED', 'This engine is a test.'));
  }
}
