// SPDX-License-Identifier: Apache-2.0

/**
 * Ends this process in order when the engine that started it is gone: the channel between them closes then. Without such
 * an engine, nothing happens.
 */
export function endWithEngine(): void {
  if (!process.channel) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Waiting for the engine's end must not keep the command from its own.
  process.channel.unref();
}
