// SPDX-License-Identifier: Apache-2.0
import { constants, setPriority } from 'node:os';
import { reportOf } from '../../protocol/index.js';
import type { ProgressReport } from '../../tool/index.js';
import { beatMs, type FromChild, type ToChild } from './messages.js';

export interface CallContext {
  readonly signal: AbortSignal;
  progress(report: ProgressReport): void;
}

export interface ChildWork<Request, Result, Note> {
  call(request: Request, context: CallContext): Promise<Result>;
  note?(note: Note): void;
  /** The engine is gone: the last thing that the child does. */
  orphaned?(): void;
}

/** How a child asks its engine something. Never resolves when the engine is gone: the child ends then. */
export type Ask<Question, Reply> = (question: Question) => Promise<Reply>;

/** The child's side of ChildService: answers its engine's calls until the engine is gone. */
export function serveParent<Request, Result, Note, Question = never, Reply = never>(
  work: ChildWork<Request, Result, Note>,
): Ask<Question, Reply> {
  // Its threads use every core: whoever waits for the result, and the host beside it, go first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const running = new Map<number, AbortController>();
  const asked = new Map<number, (reply: Reply) => void>();
  let lastQuestion = 0;

  function send(message: FromChild<Result, Question>): void {
    // The engine may go at any moment; `disconnect` ends this process then.
    if (process.connected) process.send?.(message, () => {});
  }

  async function answer(id: number, request: Request): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const progress = ({ phase, fraction }: ProgressReport) =>
        send({ type: 'progress', id, phase, fraction });
      send({ type: 'done', id, result: await work.call(request, { signal: controller.signal, progress }) });
    } catch (error) {
      send({ type: 'failed', id, error: reportOf(error) });
    } finally {
      running.delete(id);
    }
  }

  process.on('message', (message: ToChild<Request, Note, Reply>) => {
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else if (message.type === 'told') {
      asked.get(message.question)?.(message.reply);
      asked.delete(message.question);
    } else if (message.type === 'note') work.note?.(message.note);
    else void answer(message.id, message.request);
  });
  const orphaned = () => {
    work.orphaned?.();
    process.exit(0);
  };
  process.on('disconnect', orphaned);
  // The engine may have gone while this process was loading.
  if (!process.connected) orphaned();
  // The terminal sends Ctrl-C to the whole group: the engine decides what to stop.
  process.on('SIGINT', () => {});
  setInterval(() => send({ type: 'beat', memoryBytes: process.memoryUsage.rss() }), beatMs);
  send({ type: 'ready' });
  return (what) =>
    new Promise((resolve) => {
      const question = ++lastQuestion;
      asked.set(question, resolve);
      send({ type: 'ask', question, what });
    });
}
