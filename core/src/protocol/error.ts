// SPDX-License-Identifier: Apache-2.0

/** What a code means to a person: its title and what usually helps. One page each in docs/errors. */
interface ErrorKind {
  readonly title: string;
  readonly remedy: readonly string[];
}

export const errorKinds = {
  CANCELLED: { title: 'Cancelled', remedy: [] },
  PARAM_UNKNOWN: {
    title: 'Unknown parameter',
    remedy: ['Check the spelling: `sfumato <tool> --help` lists every parameter.'],
  },
  PARAM_INVALID: {
    title: 'Parameter out of range',
    remedy: ['Use a value that the message allows; `sfumato <tool> --help` lists ranges and defaults.'],
  },
  INPUT_INVALID: {
    title: 'This picture cannot be used',
    remedy: ['Save it again from an editor as RGB or greyscale, 8 or 16 bits a channel or float.'],
  },
  FILE_UNREADABLE: {
    title: 'The file cannot be read',
    remedy: ['Check that it exists, that you may read it, and that it opens in an image viewer.'],
  },
  FILE_UNWRITABLE: {
    title: 'The file cannot be written',
    remedy: ['Check that the folder exists and may be written, and that the disk is not full.'],
  },
  FORMAT_UNSUPPORTED: {
    title: 'File format not supported',
    remedy: ['Use PNG, TIFF, JPEG, WebP or AVIF; results can also be written as PSD.'],
  },
  MODEL_MISSING: {
    title: 'Model not installed',
    remedy: ['Run `sfumato models pull <id>`, or `sfumato models import <folder>` with files that you have.'],
  },
  MODEL_CORRUPT: {
    title: 'Model file damaged',
    remedy: ['Run `sfumato models verify`, then `sfumato models pull <id>` to fetch it again.'],
  },
  MODEL_CONTRACT: {
    title: 'Model contract not known',
    remedy: ['Update Sfumato, or correct the contract in the model manifest.'],
  },
  MODEL_MANIFEST: {
    title: 'Model manifest not valid',
    remedy: ['Correct the field that the message names.'],
  },
  MODEL_REFUSED: {
    title: 'Model refused by licence policy',
    remedy: ['Use a model that is cleared for your use, or relax the policy with `sfumato models policy`.'],
  },
  MODEL_DOWNLOAD: {
    title: 'Model could not be fetched',
    remedy: [
      'Check the network and try again (the download resumes), or use `sfumato models import <folder>`.',
    ],
  },
  MODEL_FAILED: {
    title: 'The model failed to run',
    remedy: ['Run `sfumato doctor`; choose another provider; close other programs if memory is short.'],
  },
  SELF_TEST_FAILED: {
    title: 'A model gives wrong numbers on this device',
    remedy: ['Choose another provider (`--provider cpu`) and update the device driver.'],
  },
  MEMORY_SHORT: {
    title: 'Not enough memory',
    remedy: [
      'Close other programs, lower the memory budget so that smaller tiles are used, or work on a crop.',
    ],
  },
  HOST_BUSY: {
    title: 'The host is busy',
    remedy: ['Close its open dialog or wait until its command is done, then try again.'],
  },
  HOST_DENIED: {
    title: 'The host does not allow it',
    remedy: [
      'Install the package of Sfumato again: its manifest asks for what it needs; a firewall or a policy of your organisation may refuse it, too.',
    ],
  },
  HOST_FAILED: {
    title: 'The host could not do it',
    remedy: ['Try again; if it recurs, save your documents and restart the host. The document is as it was.'],
  },
  DOCUMENT_CHANGED: {
    title: 'The document was changed meanwhile',
    remedy: ['Run the tool again on the document as it is now.'],
  },
  WORKER_LOST: {
    title: 'The worker process ended unexpectedly',
    remedy: [
      'Try again: a new worker is started by itself. If it recurs, run `sfumato doctor` and report it.',
    ],
  },
  TIMED_OUT: {
    title: 'The work took too long',
    remedy: ['Try again; close other programs that use the processor, or raise the time limit.'],
  },
  ENGINE_UNREACHABLE: {
    title: 'The engine cannot be reached',
    remedy: ['Start it with `sfumato engine start`; `sfumato engine status` says how it is.'],
  },
  ENGINE_REFUSED: {
    title: 'The engine did not let this client in',
    remedy: ['Pair again: `sfumato engine pair` shows a code.'],
  },
  PROTOCOL_MISMATCH: {
    title: 'The versions do not fit together',
    remedy: ['Bring both to the same release.'],
  },
  LIMIT_EXCEEDED: {
    title: 'More than the engine takes at once',
    remedy: ['Close pictures that you do not need, or raise the memory budget of the engine.'],
  },
  FRAME_UNKNOWN: {
    title: 'The picture is not in the engine any more',
    remedy: ['Open the picture again.'],
  },
  JOB_UNKNOWN: { title: 'There is no such job', remedy: ['Start it again.'] },
  MESSAGE_INVALID: {
    title: 'A message was not understood',
    remedy: ['Update the panel and the engine to the same release; if it recurs, please report it.'],
  },
  NATIVE_MISSING: {
    title: 'The native addon does not load',
    remedy: ['Run `npm run build` and read its output.'],
  },
  NOT_SUPPORTED: { title: 'Not possible here', remedy: ['Read the cause: it says what is missing.'] },
  INTERNAL: {
    title: 'A fault in Sfumato',
    remedy: ['Please report it with the output of `sfumato doctor`; your files are untouched.'],
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** An error as it travels and as a person reads it. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly title: string;
  /** What happened, in one sentence, with the names and values that matter. */
  readonly cause: string;
  /** What the person can do, most likely first. */
  readonly remedy: readonly string[];
  /** The page about this code, relative to the project. */
  readonly docs: string;
}

/** An expected failure. `cause` is a sentence for a person; `remedy` goes before the code's usual remedies. */
export class SfumatoError extends Error {
  override readonly name = 'SfumatoError';
  readonly code: ErrorCode;
  readonly report: ErrorReport;

  constructor(
    code: ErrorCode,
    cause: string,
    options: { remedy?: readonly string[]; source?: unknown } = {},
  ) {
    super(cause, options.source === undefined ? undefined : { cause: options.source });
    this.code = code;
    const kind: ErrorKind = errorKinds[code];
    this.report = {
      code,
      title: kind.title,
      cause,
      remedy: [...(options.remedy ?? []), ...kind.remedy],
      docs: `docs/errors/${code}.md`,
    };
  }
}

/** The error that a report from another process describes. */
export function errorOf(report: ErrorReport): SfumatoError {
  const usual: readonly string[] = errorKinds[report.code].remedy;
  return new SfumatoError(report.code, report.cause, {
    remedy: report.remedy.filter((r) => !usual.includes(r)),
  });
}

/** Any thrown value as a report: a SfumatoError as it is, an abort as CANCELLED, the rest as INTERNAL. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof SfumatoError) return error.report;
  if (error instanceof Error && error.name === 'AbortError') {
    return new SfumatoError('CANCELLED', 'The work was stopped before it was done.').report;
  }
  return new SfumatoError('INTERNAL', error instanceof Error ? error.message : String(error)).report;
}
