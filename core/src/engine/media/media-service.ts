// SPDX-License-Identifier: Apache-2.0
import { type CallOptions, ChildService } from '../child/child-service.js';
import type { MediaNote, MediaOf, MediaRequest, MediaResult } from './messages.js';

export interface MediaServiceOptions {
  readonly onStart: (pid: number | undefined) => void;
  /** Told when the process is gone: the blocks of its answers that nobody holds are orphans. */
  readonly onExit: (pid: number | undefined) => void;
}

/** The engine's side of the media process, which is started anew when it was lost. */
export class MediaService {
  readonly #options: MediaServiceOptions;
  #child: ChildService<MediaRequest, MediaResult, MediaNote>;
  #siblings: readonly number[] = [];

  constructor(options: MediaServiceOptions) {
    this.#options = options;
    this.#child = this.#start();
  }

  get pid(): number | undefined {
    return this.#child.alive ? this.#child.pid : undefined;
  }

  get memoryBytes(): number {
    return this.#child.memoryBytes;
  }

  /** Rejects with what the work threw, WORKER_LOST, or the signal's reason. */
  async call<Op extends MediaResult['op']>(
    request: MediaRequest & { readonly op: Op },
    options?: CallOptions,
  ): Promise<MediaOf<Op>> {
    if (!this.#child.alive) this.#child = this.#start();
    const result = await this.#child.call(request, options);
    if (!isResultOf<Op>(request.op, result)) {
      throw new TypeError(`Expected an answer to ${request.op} but received another`);
    }
    return result;
  }

  forget(memory: readonly string[]): void {
    this.#child.note({ type: 'forget', memory });
  }

  /** Says which other processes the engine has. */
  setSiblings(pids: readonly number[]): void {
    this.#siblings = pids;
    this.#child.note({ type: 'siblings', pids });
  }

  close(): Promise<void> {
    return this.#child.close();
  }

  #start(): ChildService<MediaRequest, MediaResult, MediaNote> {
    const child = new ChildService<MediaRequest, MediaResult, MediaNote>({
      script: new URL('./process.js', import.meta.url),
      // Decoders cannot be interrupted: those that take long are left to end by themselves.
      cancelGraceMs: 60_000,
      onExit: this.#options.onExit,
    });
    this.#options.onStart(child.pid);
    child.note({ type: 'siblings', pids: this.#siblings });
    return child;
  }
}

function isResultOf<Op extends MediaResult['op']>(op: Op, result: MediaResult): result is MediaOf<Op> {
  return result.op === op;
}
