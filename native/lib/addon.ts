// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The compiled addon would not load. The message lists what was tried and what to do. */
export class AddonLoadError extends Error {
  override readonly name = 'AddonLoadError';
}

type Native = Record<string, (...args: never[]) => unknown>;

function load(): Native {
  const path = fileURLToPath(new URL('../build/Release/sfumato.node', import.meta.url));
  try {
    return createRequire(import.meta.url)(path) as Native;
  } catch (cause) {
    const found = existsSync(path);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AddonLoadError(
      [
        `Sfumato's native addon could not be loaded on ${process.platform}-${process.arch}, Node ${process.version}.`,
        `Tried: ${path} (${found ? 'present' : 'missing'})`,
        `Reason: ${reason}`,
        'What to do:',
        found
          ? '  1. Build it again for this machine: npm run build'
          : '  1. Build it: npm run build (needs a C++20 compiler and cmake, on Debian: apt-get install g++ cmake)',
        '  2. When the project was copied from another machine or system, delete native/build first.',
      ].join('\n'),
      { cause },
    );
  }
}

const native = load();

/** A function of the addon. The caller states its type; every argument is checked again in C++. */
export function nativeFunction<F extends (...args: never[]) => unknown>(name: string): F {
  const f = native[name];
  if (!f)
    throw new AddonLoadError(
      `The native addon is older than this code: it has no ${name}. Run npm run build.`,
    );
  return f as F;
}
