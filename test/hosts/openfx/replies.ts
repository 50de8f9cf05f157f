// SPDX-License-Identifier: Apache-2.0
// What the driver program takes and answers; its verbs say what each means.
import { z } from 'zod';

export type Words = Readonly<Record<string, string | number | boolean | readonly number[] | undefined>>;

export type DepthName = 'byte' | 'short' | 'half' | 'float';
export type ComponentsName = 'rgba' | 'rgb' | 'alpha';

interface Memory {
  readonly depth?: DepthName;
  readonly components?: ComponentsName;
  /** Bytes after each row. */
  readonly padding?: number;
  /** Rows from the top down in memory. */
  readonly negative?: boolean;
}

export type ClipWords =
  | { readonly clip?: string; readonly state: 'disconnected' | 'empty' }
  | (Memory & {
      readonly clip?: string;
      /** Tight samples, top row first; without it a pattern of `seed`. */
      readonly file?: string;
      readonly seed?: number;
      readonly width: number;
      readonly height: number;
      /** The left and the bottom edge. */
      readonly x?: number;
      readonly y?: number;
      readonly alpha?: 'premultiplied' | 'straight' | 'opaque';
      readonly field?: 'none' | 'lower' | 'upper' | 'both';
      readonly scale?: number;
      readonly aspect?: number;
      readonly time?: number;
      readonly id?: string;
    });

export type FrameWords = Memory & {
  readonly time?: number;
  readonly scale?: number;
  /** x1, y1, x2, y2, y up. */
  readonly window?: readonly number[];
  readonly bounds?: readonly number[];
  readonly draft?: boolean;
  readonly interactive?: boolean;
  readonly thumbnail?: boolean;
  readonly 'abort-polls'?: number;
  readonly 'abort-ms'?: number;
  /** Whether guards, window and source are looked at afterwards; off for timings. */
  readonly verify?: boolean;
  /** A file for the samples, tight, top row first. */
  readonly output?: string;
};

const actionSchema = z.object({ action: z.string(), status: z.string(), ms: z.number() });
const rectSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const propertiesSchema = z.record(
  z.string(),
  z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
);

export const scannedSchema = z.object({
  plugins: z.array(
    z.object({
      id: z.string(),
      bundle: z.string(),
      accepted: z.boolean(),
      version: z.tuple([z.number(), z.number()]),
      actions: z.array(actionSchema),
    }),
  ),
});

export const openedSchema = z.object({ context: z.string(), actions: z.array(actionSchema) });

export const describedSchema = z.object({
  properties: propertiesSchema,
  clips: z.array(z.object({ name: z.string(), properties: propertiesSchema })),
  params: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      properties: propertiesSchema,
      value: z.array(z.union([z.string(), z.number()])).optional(),
    }),
  ),
});

export const frameSchema = z.object({
  status: z.string(),
  /** The clip whose picture is to be used as it is; empty when the plugin rendered. */
  identity: z.string(),
  renderMs: z.number(),
  polls: z.number(),
  longestPollGapMs: z.number(),
  abortToReturnMs: z.number(),
  message: z.string(),
  alpha: z.string(),
  regionOfDefinition: rectSchema,
  regionsOfInterest: z.record(z.string(), rectSchema),
  actions: z.array(actionSchema),
  width: z.number().optional(),
  height: z.number().optional(),
  depth: z.string().optional(),
  channels: z.number().optional(),
});
export type FrameReply = z.infer<typeof frameSchema>;

export const entrySchema = z.object({
  kind: z.enum(['misuse', 'refused', 'message']),
  code: z.string(),
  detail: z.string(),
  action: z.string(),
  count: z.number(),
});
export type JournalEntry = z.infer<typeof entrySchema>;

export const processSchema = z.object({
  residentBytes: z.number(),
  threads: z.number(),
  files: z.number(),
  mappings: z.number(),
  children: z.number(),
  memoryBlocks: z.number(),
});

export const cyclesSchema = z.object({ failed: z.number(), early: processSchema, late: processSchema });
