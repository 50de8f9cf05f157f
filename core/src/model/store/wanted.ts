// SPDX-License-Identifier: Apache-2.0
import type { ModelFile } from '../manifest.js';
import type { Digest } from './blobs.js';
import type { ModelStore } from './store.js';

/** A file, or a part of a file, that models are made of. */
export interface Wanted extends Digest {
  /** The whole file's name, as people know it. */
  readonly name: string;
  readonly models: readonly string[];
  /** The file that this is a part of; the file itself, if it is whole. */
  readonly whole: Digest;
}

/** The pieces that a file may come in: packages and servers carry some files in parts. */
export const partsOf = (file: ModelFile): readonly Digest[] =>
  file.source.kind === 'npm' || file.source.kind === 'urls' ? file.source.parts : [];

/** Everything that a user's files may turn out to be, by size. Sfumato's own files are not looked for. */
export function wantedBySize(store: ModelStore): ReadonlyMap<number, readonly [Wanted, ...Wanted[]]> {
  const byHash = new Map<string, Wanted>();
  const want = (digest: Digest, whole: Digest, name: string, model: string) => {
    const models = byHash.get(digest.sha256)?.models ?? [];
    byHash.set(digest.sha256, {
      bytes: digest.bytes,
      sha256: digest.sha256,
      name,
      whole,
      models: models.includes(model) ? models : [...models, model],
    });
  };
  for (const { manifest } of store.catalogue.models) {
    for (const file of manifest.files) {
      if (file.source.kind === 'own') continue;
      for (const part of partsOf(file)) want(part, file, file.name, manifest.id);
      want(file, file, file.name, manifest.id);
    }
  }
  const bySize = new Map<number, [Wanted, ...Wanted[]]>();
  for (const wanted of byHash.values()) {
    const others = bySize.get(wanted.bytes);
    if (others) others.push(wanted);
    else bySize.set(wanted.bytes, [wanted]);
  }
  return bySize;
}

export const isPart = ({ sha256, whole }: Wanted): boolean => sha256 !== whole.sha256;
