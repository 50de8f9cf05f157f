// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../frame/index.js';
import type { ModelTask } from '../model/manifest.js';
import type { Param, Params, ParamValues } from '../protocol/params.js';
import type {
  Inputs,
  ModelNeed,
  OutputDeclaration,
  Outputs,
  ToolDescription,
} from '../protocol/tool-description.js';
import type { ToolContext } from './context.js';

type RequiredKeys<T, Flag extends object> = { [K in keyof T]: T[K] extends Flag ? never : K }[keyof T];
type OptionalKeys<T, Flag extends object> = { [K in keyof T]: T[K] extends Flag ? K : never }[keyof T];

/** The frames that `run` receives: optional inputs may be missing. */
export type InputFrames<I extends Inputs> = { readonly [K in RequiredKeys<I, { optional: true }>]: Frame } & {
  readonly [K in OptionalKeys<I, { optional: true }>]?: Frame;
};
/** The frames that `run` returns: those that `context.wants`. */
export type OutputFrames<O extends Outputs> = { readonly [K in keyof O]?: Frame };

/** A model task that a tool can use, and what happens without a model for it. */
export interface ModelUse extends ModelNeed {
  readonly task: ModelTask;
}

export interface ToolDeclaration<I extends Inputs, P extends Params, O extends Outputs> {
  /** Lower case, letters and dashes. Stable: files, flags and OpenFX identifiers are made of it. */
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** frame: one picture at a time. clip: needs neighbouring frames. */
  readonly media: 'frame' | 'clip';
  readonly inputs: I;
  readonly groups: Readonly<Record<string, { readonly title: string }>>;
  readonly params: P;
  readonly outputs: O;
  readonly models: readonly ModelUse[];
  /** Numbers at which, all together, the picture comes out as it went in. */
  readonly unchangedAt?: { readonly [K in keyof P]?: number };
  /**
   * What provenance the result carries (IPTC DigitalSourceType): `edited` when pixels only came from the picture,
   * `synthesised` when new picture content was made.
   */
  readonly makes: 'edited' | 'synthesised';
  /** A pure function of its inputs, params (the seed among them) and model hashes. */
  readonly run: (
    context: ToolContext,
    inputs: InputFrames<I>,
    params: ParamValues<P>,
  ) => Promise<OutputFrames<O>>;
}

/** Any tool, where its particular inputs and params do not matter. */
export interface Tool extends ToolDescription {
  readonly models: readonly ModelUse[];
  run(
    context: ToolContext,
    inputs: Readonly<Record<string, Frame | undefined>>,
    params: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, Frame | undefined>>>;
}

/**
 * Declares a tool once for every host: its controls, flags, OpenFX params, validation and reference docs are made
 * from the declaration. Call the result's `run` through `runTool`, which validates inputs and params first.
 */
export function defineTool<const I extends Inputs, const P extends Params, const O extends Outputs>(
  declaration: ToolDeclaration<I, P, O>,
): ToolDeclaration<I, P, O> & Tool {
  for (const [id, param] of Object.entries(declaration.params)) {
    if (!/^[a-z][a-zA-Z0-9]*$/.test(id))
      throw new TypeError(`Expected a camelCase id for a param but received ${id}`);
    if (param.group !== undefined && !(param.group in declaration.groups)) {
      throw new TypeError(`Expected a declared group for param ${id} but received ${param.group}`);
    }
  }
  for (const [id, { onlyFor }] of Object.entries<Param>(declaration.params)) {
    const choice = onlyFor && declaration.params[onlyFor.param];
    const known = choice?.kind === 'choice' ? choice.choices.map((one) => one.id) : [];
    const unknown = onlyFor?.values.filter((value) => !known.includes(value)) ?? [];
    if (unknown.length > 0) {
      throw new TypeError(
        `Expected values of the choice ${onlyFor?.param} for param ${id} but received ${unknown}`,
      );
    }
  }
  for (const [id, { askedBy }] of Object.entries<OutputDeclaration>(declaration.outputs)) {
    if (askedBy !== undefined && declaration.params[askedBy]?.kind !== 'boolean')
      throw new TypeError(`Expected a boolean param that asks for output ${id} but received ${askedBy}`);
  }
  return declaration as unknown as ToolDeclaration<I, P, O> & Tool;
}
