// SPDX-License-Identifier: Apache-2.0

/** The first descriptor that systemd passes on (sd_listen_fds(3)). */
const firstFd = 3;

/**
 * The listening socket that the service manager opened for this process, if it did: systemd sets LISTEN_PID and
 * LISTEN_FDS. Both are taken out of the environment, so that no child believes that they are meant for it.
 */
export function activatedFd(
  env: NodeJS.ProcessEnv = process.env,
  pid: number = process.pid,
): number | undefined {
  const { LISTEN_PID: forPid, LISTEN_FDS: count } = env;
  delete env.LISTEN_PID;
  delete env.LISTEN_FDS;
  delete env.LISTEN_FDNAMES;
  return Number(forPid) === pid && Number(count) >= 1 ? firstFd : undefined;
}
