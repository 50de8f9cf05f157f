// SPDX-License-Identifier: Apache-2.0

export interface Latest<Request> {
  /**
   * Runs the request, or keeps it until the running one ends; a newer one takes the place of one that waits. A
   * `live` request (one of many while something is dragged) lets the running one end, so that a drag keeps showing
   * what it can; any other stops it.
   */
  ask(request: Request, live: boolean): void;
  /** Stops what runs and forgets what waits. */
  stop(): void;
  readonly busy: boolean;
}

export interface LatestHandlers<Request, Result> {
  run(request: Request, signal: AbortSignal): Promise<Result>;
  /** Only of runs that were not stopped. */
  done(result: Result, request: Request): void;
  failed(error: unknown, request: Request): void;
  /** Called when the first begins and when the last has ended. */
  busy(busy: boolean): void;
}

/** One request at a time, the newest next. */
export function createLatest<Request, Result>(handlers: LatestHandlers<Request, Result>): Latest<Request> {
  let running: AbortController | null = null;
  let waiting: { readonly request: Request } | null = null;

  async function start(request: Request): Promise<void> {
    const own = new AbortController();
    if (!running) handlers.busy(true);
    running = own;
    try {
      const result = await handlers.run(request, own.signal);
      if (!own.signal.aborted) handlers.done(result, request);
    } catch (error) {
      if (!own.signal.aborted) handlers.failed(error, request);
    }
    if (running !== own) return;
    const next = waiting;
    waiting = null;
    if (next) {
      void start(next.request);
      return;
    }
    running = null;
    handlers.busy(false);
  }

  return {
    ask(request, live) {
      if (!running) {
        void start(request);
        return;
      }
      waiting = { request };
      if (!live) running.abort();
    },
    stop() {
      waiting = null;
      running?.abort();
    },
    get busy() {
      return running !== null;
    },
  };
}
