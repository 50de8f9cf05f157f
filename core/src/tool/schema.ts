// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { SfumatoError } from '../protocol/error.js';
import type { Param, ParamKind, Params, ParamValues } from '../protocol/params.js';
import type { Tool } from './define.js';

const coordinate = z.number().min(-10).max(11);
const point = z.strictObject({ x: coordinate, y: coordinate });
const label = z.enum(['add', 'remove']);
const rgb = z.tuple([z.number().min(0).max(100), z.number().min(0).max(100), z.number().min(0).max(100)]);

const light = z.strictObject({
  kind: z.enum(['point', 'spot', 'directional', 'ambient']),
  x: coordinate,
  y: coordinate,
  z: coordinate,
  target: z.strictObject({ x: coordinate, y: coordinate, z: coordinate }).optional(),
  intensity: z.number().min(0).max(1000),
  temperature: z.number().min(1000).max(40_000).optional(),
  colour: rgb.optional(),
  size: z.number().min(0).max(10).optional(),
  falloff: z.number().min(0).max(8).optional(),
  angle: z.number().min(0).max(180).optional(),
  edge: z.number().min(0).max(1).optional(),
  shadows: z.boolean().optional(),
});

const box = z
  .strictObject({
    x: coordinate,
    y: coordinate,
    width: z.number().min(0).max(10),
    height: z.number().min(0).max(10),
  })
  .nullable();

const stroke = z.strictObject({
  points: z.array(point).min(1).max(10_000),
  radius: z.number().min(0).max(1),
  label,
});

type SchemaMaker = { readonly [K in ParamKind]: (param: Extract<Param, { kind: K }>) => z.ZodType };

const schemaOf: SchemaMaker = {
  number: (p) => z.number().min(p.min).max(p.max).default(p.default),
  boolean: (p) => z.boolean().default(p.default),
  choice: (p) => z.enum(p.choices.map((c) => c.id)).default(p.default),
  colour: (p) => rgb.default([...p.default]),
  angle: (p) => z.number().min(-36_000).max(36_000).default(p.default),
  point: (p) => point.default(p.default),
  points: () =>
    z
      .array(z.strictObject({ ...point.shape, label }))
      .max(1000)
      .default([]),
  box: () => box.default(null),
  strokes: () => z.array(stroke).max(1000).default([]),
  lights: (p) =>
    z
      .array(light)
      .max(16)
      .default(structuredClone(p.default) as z.infer<typeof light>[]),
  text: (p) => z.string().max(p.maxLength).default(p.default),
  seed: (p) => z.int().min(0).max(0xffffffff).default(p.default),
};

/** The schema of one param's value, its default included. */
export function paramSchema(param: Param): z.ZodType {
  const make = schemaOf[param.kind] as (p: Param) => z.ZodType;
  return make(param);
}

/** Made once for a declaration: it takes as long as a small job. */
const schemas = new WeakMap<Params, z.ZodObject>();

/** The schema of a tool's params: unknown names are refused, missing ones get their defaults. */
export function paramsSchema(params: Params): z.ZodObject {
  const known = schemas.get(params);
  if (known) return known;
  const shape = Object.entries(params).map(([id, p]) => [id, paramSchema(p)]);
  const schema = z.strictObject(Object.fromEntries(shape));
  schemas.set(params, schema);
  return schema;
}

/**
 * Validates what a person or another program gave as params and fills in defaults. Throws PARAM_UNKNOWN or
 * PARAM_INVALID with the param's name, what was expected and what came.
 */
export function parseParams<P extends Params>(
  tool: Pick<Tool, 'id'> & { readonly params: P },
  given: unknown,
): ParamValues<P> {
  const result = paramsSchema(tool.params).safeParse(given ?? {});
  if (result.success) return result.data as ParamValues<P>;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const known = Object.keys(tool.params).join(', ');
    throw new SfumatoError(
      'PARAM_UNKNOWN',
      `${tool.id} has no parameter ${issue.keys.join(', ')}; it has ${known}.`,
    );
  }
  const path = issue?.path.join('.') || 'the parameters';
  throw new SfumatoError(
    'PARAM_INVALID',
    `${tool.id}: ${path}: ${issue?.message ?? 'not valid'} (received ${show(given, issue?.path)}).`,
  );
}

function show(value: unknown, path: readonly PropertyKey[] | undefined): string {
  let at = value;
  for (const key of path ?? []) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  return (JSON.stringify(at) ?? String(at)).slice(0, 80);
}
