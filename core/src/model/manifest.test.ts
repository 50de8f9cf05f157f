// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SfumatoError } from '../protocol/error.js';
import { manifestJsonSchema, parseManifest, parseManifestText } from './manifest.js';

const models = new URL('../../../models/', import.meta.url);
/** Folders beside the models that say how some of them were made. */
const workshops = ['convert', 'training'];
const folders = readdirSync(models, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && !workshops.includes(entry.name) ? [entry.name] : [],
);
const text = (id: string) => readFileSync(new URL(`${id}/model.json`, models), 'utf8');
const isnet: Record<string, unknown> = JSON.parse(text('isnet'));

/** isnet's manifest with the value at `path` replaced. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(isnet);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at: unknown = copy;
  for (const key of keys) at = Reflect.get(Object(at), key);
  Reflect.set(Object(at), last, value);
  return copy;
}

describe('model manifests', () => {
  it.each(folders)('%s: its manifest is valid, named like its folder and has a card', (id) => {
    const manifest = parseManifestText(text(id), id);
    expect(manifest.id).toBe(id);
    expect(readFileSync(new URL(`${id}/CARD.md`, models), 'utf8')).toContain(manifest.title);
  });

  const wrong = [
    ['files.0.bytes', -1, /isnet: files\.0\.bytes: /],
    ['files.0.sha256', 'abc', /files\.0\.sha256: expected 64/],
    ['files.0.source.parts.3.path', '../../etc/passwd', /parts\.3\.path: expected a relative path/],
    ['files.0.source.parts.3.path', '/etc/passwd', /parts\.3\.path: expected a relative path/],
    ['files.0.source.parts.3.path', 'a\\..\\b', /parts\.3\.path: expected a relative path/],
    ['files.0.source.integrity', 'sha1-x', /source\.integrity: expected sha512/],
    ['files.0.source.version', '^1.0.0', /source\.version: expected an exact version/],
    ['files.0.bytes', 5, /parts: expected parts of 5 bytes but they have 88188479/],
    ['task', 'coffee', /task: /],
    ['licence.weights.spdx', 'free, as in beer', /licence\.weights\.spdx: expected an SPDX/],
    ['commercial.verdict', 'maybe', /commercial\.verdict: /],
    ['contract.size.width', 0, /contract\.size\.width: /],
    ['contract.colour', 'red', /contract: .*colour/],
    ['providers', ['cuda'], /providers: expected cpu/],
    ['surprise', 1, /the whole: .*surprise/],
  ] as const;
  it.each(wrong)('refuses %s = %j and names it', (path, value, message) => {
    expect(() => parseManifest(changed(path, value), 'isnet')).toThrow(
      expect.objectContaining({ code: 'MODEL_MANIFEST', message: expect.stringMatching(message) }),
    );
  });

  it('refuses a contract that it does not know', () => {
    expect(() => parseManifest(changed('contract.name', 'matte.v9'), 'isnet')).toThrow(
      expect.objectContaining({
        code: 'MODEL_CONTRACT',
        message: expect.stringMatching(/"matte\.v9".*matte\.v1/),
      }),
    );
  });

  it('never fails with anything but its own errors, whatever the text', () => {
    const parse = (source: string) => {
      try {
        parseManifestText(source, 'fuzz');
      } catch (error) {
        expect(error).toBeInstanceOf(SfumatoError);
        expect(error).toMatchObject({ code: expect.stringMatching(/^MODEL_(MANIFEST|CONTRACT)$/) });
      }
    };
    fc.assert(fc.property(fc.string(), parse));
    fc.assert(fc.property(fc.json(), parse));
  });

  it('survives any damage to a real manifest', () => {
    const paths = (value: unknown, at = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [`${at}${key}`, ...paths(inner, `${at}${key}.`)])
        : [];
    fc.assert(
      fc.property(fc.constantFrom(...paths(isnet)), fc.jsonValue(), (path, value) => {
        try {
          // Damage may leave a valid manifest (another title): then the value is what was asked for.
          const parsed = parseManifest(changed(path, value), 'fuzz');
          expect(parsed.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
        } catch (error) {
          expect(error).toBeInstanceOf(SfumatoError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('describes itself as a JSON schema, which models/schema.json holds (scripts/manifest-schema.mjs)', () => {
    const written: unknown = JSON.parse(readFileSync(new URL('schema.json', models), 'utf8'));
    expect(written).toEqual(manifestJsonSchema());
    expect(written).toMatchObject({ type: 'object', properties: { id: { type: 'string' } } });
  });
});
