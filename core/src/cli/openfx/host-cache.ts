// SPDX-License-Identifier: Apache-2.0
import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * A host's list of plug-ins without what it says of `bundle`: the host then looks at it again. Undefined where the list
 * names the bundle in a way that is not known.
 */
export function withoutBundle(list: string, bundle: string): string | undefined {
  if (!list.includes(bundle)) return list;
  const name = bundle.replaceAll('.', '\\.');
  const entry = new RegExp(
    `<binary\\b[^>]*[/\\\\]${name}[^>]*(?:/>|>(?:(?!<binary\\b)[\\s\\S])*?</binary>)\\s*`,
    'g',
  );
  const cleared = list.replace(entry, '').replace(/<bundle>\s*<\/bundle>\s*/g, '');
  return cleared.includes(bundle) ? undefined : cleared;
}

/** Makes a host forget a bundle; gives a sentence about what was done, or undefined where there was nothing to do. */
export async function forgetInCache(path: string, bundle: string): Promise<string | undefined> {
  const list = await readFile(path, 'utf8').catch(() => undefined);
  if (list === undefined || !list.includes(bundle)) return undefined;
  const cleared = withoutBundle(list, bundle);
  if (cleared === undefined) {
    await rename(path, `${path}.before-sfumato`);
    return `Set ${path} aside: Resolve makes it again when it starts.`;
  }
  await writeFile(path, cleared);
  return `Removed what Resolve remembered of an earlier Sfumato (${path}).`;
}
