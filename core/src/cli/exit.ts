// SPDX-License-Identifier: Apache-2.0

/** What the command's exit status means; docs/cli.md repeats it. */
export const exitCodes = {
  /** Everything that was asked for was done. */
  done: 0,
  /** Some pictures failed; the others were done. */
  failed: 1,
  /** The command line is wrong; nothing was done. */
  usage: 2,
  /** This machine lacks something: the addon, a folder that can be written. */
  environment: 3,
  /** Stopped by Ctrl-C or a termination signal. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
