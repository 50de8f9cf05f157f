// SPDX-License-Identifier: Apache-2.0
import { type FrameId, type FrameInfo, type WireFormat, wireBytes } from '../messages/frame.js';
import type { AnswerTo, RequestType } from '../messages/index.js';
import type { EngineStatus, ModelInfo } from '../messages/session.js';
import type { ToolDescription } from '../tool-description.js';
import type {
  ConnectionState,
  EngineConnection,
  JobHandle,
  JobOptions,
  JobRequest,
  JobResult,
  OpenedFile,
  SavedFile,
  SaveRequest,
  TransferOptions,
  ViewedPixels,
  ViewRequest,
} from './connection.js';
import { cancelled, type Download, type EngineLink, type Fields, type Upload } from './link.js';
import type { EngineClientOptions } from './options.js';
import { Reconnector } from './reconnector.js';

/**
 * The engine over a WebSocket: works in browsers, UXP, CEP and Node. Connects at once, and again by itself, with growing
 * pauses, when the connection was lost. Requests that are made meanwhile wait for the connection; those that were under
 * way fail with ENGINE_UNREACHABLE.
 */
export class EngineClient implements EngineConnection {
  readonly #connector: Reconnector;

  constructor(options: EngineClientOptions) {
    this.#connector = new Reconnector(options);
  }

  get state(): ConnectionState {
    return this.#connector.state;
  }

  subscribe(listener: () => void): () => void {
    return this.#connector.subscribe(listener);
  }

  /** Tries now instead of after the pause, and after a refusal. */
  retry(): void {
    this.#connector.retry();
  }

  /** Connects with a code that the engine showed. Rejects with ENGINE_REFUSED for a wrong one. */
  async pair(code: string): Promise<void> {
    this.#connector.retry({ pairing: code });
    await this.#connector.ready();
  }

  close(): void {
    this.#connector.close();
  }

  async tools(): Promise<readonly ToolDescription[]> {
    return (await this.#ask('tools', {})).tools;
  }

  async models(): Promise<readonly ModelInfo[]> {
    return (await this.#ask('models', {})).models;
  }

  async pullModel(model: string, { signal, onProgress }: JobOptions = {}): Promise<readonly ModelInfo[]> {
    const link = await this.#ready(signal);
    const { id, answer } = link.request('model.pull', { model }, { onProgress });
    const stop = () => link.request('job.cancel', { job: id }).answer.catch(() => {});
    signal?.addEventListener('abort', stop);
    try {
      return (await answer).models;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async status(): Promise<EngineStatus> {
    const { type: _type, id: _id, ...status } = await this.#ask('status', {});
    return status;
  }

  /** A round trip with `pad` as ballast. */
  async ping(pad?: string): Promise<void> {
    await this.#ask('ping', { pad });
  }

  /** A code for a person to type, or a secret for a launch address. */
  async newPairing(
    as: 'code' | 'launch',
  ): Promise<{ readonly secret: string; readonly expiresInMs: number }> {
    return this.#ask('pair', { as });
  }

  async stopEngine(): Promise<void> {
    await this.#ask('engine.stop', {});
  }

  async startBatch(batch: Fields<'batch.start'>): Promise<AnswerTo<'batch.start'>['batch']> {
    return (await this.#ask('batch.start', batch)).batch;
  }

  async batches(): Promise<AnswerTo<'batch.list'>['batches']> {
    return (await this.#ask('batch.list', {})).batches;
  }

  async cancelBatch(batch: string): Promise<void> {
    await this.#ask('batch.cancel', { batch });
  }

  async openFile(name: string, bytes: Uint8Array, options: TransferOptions = {}): Promise<OpenedFile> {
    const link = await this.#ready(options.signal);
    const transfer = link.newTransfer();
    const { answer } = link.request('file.open', { transfer, name, bytes: bytes.length });
    const {
      type: _type,
      id: _id,
      ...opened
    } = await this.#uploading(
      link,
      { kind: 'file', transfer, bytes: bytes.length, pieces: [bytes] },
      answer,
      options,
    );
    return opened;
  }

  /** `pixels`: tight rows, all at once or in pieces as they come. What the pieces throw ends the upload and is thrown. */
  async putFrame(
    format: WireFormat,
    pixels: Uint8Array | AsyncIterable<Uint8Array>,
    options: TransferOptions = {},
  ): Promise<FrameInfo> {
    const bytes = wireBytes(format);
    if (pixels instanceof Uint8Array && pixels.length !== bytes) {
      throw new RangeError(`Expected ${bytes} bytes of pixels but received ${pixels.length}`);
    }
    const link = await this.#ready(options.signal);
    const transfer = link.newTransfer();
    const { answer } = link.request('frame.put', { transfer, format });
    const pieces = pixels instanceof Uint8Array ? [pixels] : pixels;
    return (await this.#uploading(link, { kind: 'pixels', transfer, bytes, pieces }, answer, options)).frame;
  }

  async view(frame: FrameId, request: ViewRequest, options: TransferOptions = {}): Promise<ViewedPixels> {
    const { background, as = 'display', ...rest } = request;
    const fields: Fields<'frame.view'> = { frame, as, ...rest, background: background && [...background] };
    const { answer, bytes } = await this.#downloading('frame.view', fields, ({ bytes: n }) => n, options);
    return { width: answer.width, height: answer.height, rgba: bytes };
  }

  async getFrame(frame: FrameId, options: TransferOptions = {}) {
    const size = (answer: AnswerTo<'frame.get'>) => wireBytes(answer.frame);
    const { answer, bytes } = await this.#downloading('frame.get', { frame }, size, options);
    return { info: answer.frame, pixels: bytes };
  }

  /**
   * The same, in pieces of tight rows as they come: `begin` is told what the frame is and says where they go. A piece is
   * only good during the call. When a piece is refused by a throw, the connection ends.
   */
  async receiveFrame(
    frame: FrameId,
    begin: (info: FrameInfo) => (piece: Uint8Array) => void,
    options: TransferOptions = {},
  ): Promise<FrameInfo> {
    const answer = await this.#receiving(
      'frame.get',
      { frame },
      (first) => ({ bytes: wireBytes(first.frame), write: begin(first.frame) }),
      options,
    );
    return answer.frame;
  }

  drop(frames: readonly FrameId[]): void {
    const { link } = this.#connector;
    // Without a connection they are gone already; an answer that never comes changes nothing.
    if (link && frames.length > 0) link.request('frame.drop', { frames: [...frames] }).answer.catch(() => {});
  }

  run(job: JobRequest, options: JobOptions = {}): Promise<JobResult> {
    return this.start(job, options).result;
  }

  start(job: JobRequest, { signal, onProgress }: JobOptions = {}): JobHandle {
    const { quality = 'full', inputs, params, models, ...rest } = job;
    const priority = job.priority ?? (quality === 'draft' ? 'interactive' : 'apply');
    const chosen = models && { models: { ...models } };
    const fields = { ...rest, ...chosen, inputs: { ...inputs }, params: { ...params }, quality, priority };
    let running: { link: EngineLink; id: number } | undefined;
    let stopped = false;
    const cancel = () => {
      stopped = true;
      const { link, id } = running ?? {};
      if (link && id !== undefined) link.request('job.cancel', { job: id }).answer.catch(() => {});
    };
    const work = async (): Promise<JobResult> => {
      const link = await this.#ready(signal);
      if (stopped || signal?.aborted) throw cancelled();
      const { id, answer } = link.request('job.run', fields, { onProgress });
      running = { link, id };
      signal?.addEventListener('abort', cancel);
      try {
        const { outputs, notes, provenance, elapsedMs, scale } = await answer;
        return { outputs, notes, provenance, elapsedMs, scale };
      } finally {
        running = undefined;
        signal?.removeEventListener('abort', cancel);
      }
    };
    const control = async (type: 'job.pause' | 'job.resume') => {
      if (running) await running.link.request(type, { job: running.id }).answer;
    };
    return {
      result: work(),
      cancel,
      pause: () => control('job.pause'),
      resume: () => control('job.resume'),
    };
  }

  async saveFile(request: SaveRequest, options: TransferOptions = {}): Promise<SavedFile> {
    const { answer, bytes } = await this.#downloading('file.save', request, ({ bytes: n }) => n, options);
    const { name, mime, notes } = answer;
    return { name, mime, bytes, notes };
  }

  async #ask<T extends RequestType>(type: T, fields: Fields<T>): Promise<AnswerTo<T>> {
    return (await this.#ready()).request(type, fields).answer;
  }

  #ready(signal?: AbortSignal): Promise<EngineLink> {
    return signal?.aborted ? Promise.reject(cancelled()) : this.#connector.ready();
  }

  /** Sends the bytes that a request announced. When sending stops, so does the request. */
  async #uploading<A>(
    link: EngineLink,
    upload: Upload,
    answer: Promise<A>,
    options: TransferOptions,
  ): Promise<A> {
    let over = false;
    let broken: { readonly error: unknown } | undefined;
    const stop = () => {
      over = true;
      link.request('transfer.cancel', { upload: upload.transfer }).answer.catch(() => {});
    };
    options.signal?.addEventListener('abort', stop);
    try {
      link
        .upload(upload, () => over, options.onProgress)
        .catch((error: unknown) => {
          broken = { error };
          if (!over) stop();
        });
      return await answer;
    } catch (error) {
      // The engine may refuse before all is sent.
      if (!over) stop();
      throw broken ? broken.error : error;
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
  }

  async #downloading<T extends 'frame.get' | 'frame.view' | 'file.save'>(
    type: T,
    fields: Fields<T>,
    size: (answer: AnswerTo<T>) => number,
    options: TransferOptions,
  ): Promise<{ readonly answer: AnswerTo<T>; readonly bytes: Uint8Array }> {
    let bytes = new Uint8Array(0);
    const begin = (first: AnswerTo<T>) => {
      bytes = new Uint8Array(size(first));
      let at = 0;
      const write = (piece: Uint8Array) => {
        bytes.set(piece, at);
        at += piece.length;
      };
      return { bytes: bytes.length, write };
    };
    return { answer: await this.#receiving(type, fields, begin, options), bytes };
  }

  async #receiving<T extends 'frame.get' | 'frame.view' | 'file.save'>(
    type: T,
    fields: Fields<T>,
    begin: (answer: AnswerTo<T>) => Pick<Download, 'bytes' | 'write'>,
    { signal, onProgress }: TransferOptions,
  ): Promise<AnswerTo<T>> {
    const link = await this.#ready(signal);
    const { id, answer } = link.download(type, fields, (first) => ({
      ...begin(first),
      received: 0,
      onProgress,
    }));
    const stop = () => link.request('transfer.cancel', { download: id }).answer.catch(() => {});
    signal?.addEventListener('abort', stop);
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}
