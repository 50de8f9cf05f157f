// SPDX-License-Identifier: Apache-2.0
// What the project's scripts share: running commands and checking what the machine has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command with its output shown; ends this process with its status when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    console.error(`\n${[command, ...args].join(' ')} failed (${result.signal ?? `exit ${result.status}`}).`);
    process.exit(result.status ?? 1);
  }
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

const works = (command, args = ['--version']) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Says exactly what is missing for a build, and how to get it. */
export function requireBuildTools() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const missing = [];
  if (major < 20 || (major === 20 && minor < 19))
    missing.push(`Node 20.19 or newer (this is ${process.version})`);
  if (
    !works(process.env.CXX ?? 'c++') &&
    !works('g++') &&
    !works('clang++') &&
    process.platform !== 'win32'
  ) {
    missing.push('a C++20 compiler (Debian: apt-get install g++; macOS: xcode-select --install)');
  }
  if (!works('cmake'))
    missing.push('cmake 3.20 or newer (Debian: apt-get install cmake; macOS: brew install cmake)');
  if (!works('ninja') && !works('make') && process.platform !== 'win32') {
    missing.push('make or ninja (Debian: apt-get install make)');
  }
  if (missing.length > 0)
    fail(`To build Sfumato, install first:\n${missing.map((m) => `  - ${m}`).join('\n')}`);
}

/** Installs the locked packages, unless the same lock is installed already. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.sfumato-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, lock);
}

/** A tool that a package of the workspace installed. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);
