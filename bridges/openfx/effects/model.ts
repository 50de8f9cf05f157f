// SPDX-License-Identifier: Apache-2.0

/** What a control is for. The plugin acts on roles and knows no control by its name. */
export type Role =
  | { readonly role: 'none' }
  /** The value of a tool's param. */
  | { readonly role: 'param'; readonly subject: string }
  /** Whether the clip of an optional input is used. */
  | { readonly role: 'useInput'; readonly subject: string }
  /** Where the mask comes from: its clip, or the picture's own alpha. */
  | { readonly role: 'maskFrom'; readonly subject: string }
  /** A control of the one mark that is chosen in a list: `field` is where its value lies in that mark. */
  | { readonly role: 'markField'; readonly subject: string; readonly field: string }
  | {
      readonly role:
        | 'markChosen'
        | 'markAdd'
        | 'markRemove'
        | 'markExtend'
        | 'markKey'
        | 'markForgetKeys'
        | 'markOn';
      readonly subject: string;
    }
  | {
      readonly role:
        | 'view'
        | 'colour'
        | 'marks'
        | 'status'
        | 'showStatus'
        | 'analyse'
        | 'analyseFrom'
        | 'analyseTo';
    };

interface ControlBase {
  /** OpenFX's name of the param: part of every saved project. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** The group that holds it. */
  readonly parent?: string;
  readonly use: Role;
  /** Shown enabled only while that choice has one of these options. */
  readonly onlyFor?: { readonly control: string; readonly options: readonly number[] };
  /** Whether hosts may keyframe it. Default: no. */
  readonly animates?: boolean;
}

/** The range that is allowed, and the one that a slider shows. */
interface Range {
  readonly min: number;
  readonly max: number;
  readonly shownMin: number;
  readonly shownMax: number;
}

/** A control as OpenFX has it: `kind` decides the type of the param. */
export type Control = ControlBase &
  (
    | { readonly kind: 'group'; readonly open: boolean }
    | (Range & {
        readonly kind: 'number';
        readonly step: number;
        readonly default: number;
        /** A length in pixels of the full picture: multiplied by the render scale. */
        readonly pixels?: boolean;
        readonly angle?: boolean;
      })
    | (Range & { readonly kind: 'integer'; readonly default: number })
    | { readonly kind: 'boolean'; readonly default: boolean }
    | {
        readonly kind: 'choice';
        readonly options: readonly { readonly id: string; readonly label: string }[];
        readonly default: number;
      }
    | { readonly kind: 'colour'; readonly default: readonly [number, number, number] }
    /** 0..1 of the picture, from the left and from the bottom. */
    | { readonly kind: 'position'; readonly default: readonly [number, number] }
    | {
        readonly kind: 'text';
        readonly default: string;
        /** plain: one line to type. label: only read. hidden: the plugin's own. */
        readonly shown: 'plain' | 'label' | 'hidden';
      }
    | { readonly kind: 'button' }
  );

export type ControlKind = Control['kind'];

/** A picture that an effect takes. The first is the one that it changes. */
export interface Clip {
  readonly name: string;
  readonly input: string;
  readonly label: string;
  readonly optional: boolean;
  /** While a choice has one of these options, nothing is made without this clip. */
  readonly neededFor?: { readonly control: string; readonly options: readonly number[] };
}

/** What an effect can show. */
export interface View {
  readonly id: string;
  readonly label: string;
  /** The output that it is made of, and how: alpha keeps the picture and puts a matte into its alpha. */
  readonly output: string;
  readonly kind: 'image' | 'matte' | 'alpha' | 'layer' | 'data';
  /** Data is shown as offset + gain × value. */
  readonly offset: number;
  readonly gain: number;
  /** The tool's boolean param that must be on for the output. */
  readonly askedBy?: string;
}

/** One OpenFX plugin of the bundle. */
export interface Effect {
  readonly tool: string;
  readonly identifier: string;
  readonly label: string;
  readonly help: string;
  readonly clips: readonly Clip[];
  readonly views: readonly View[];
  readonly controls: readonly Control[];
  /** Booleans of the tool that only ask for outputs: the view decides them. */
  readonly asking: readonly string[];
  /** Params that hosts with pictures of a fixed size cannot offer, at the one value that is left. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Numbers at which, all together, the picture comes out as it went in. */
  readonly unchanged: Readonly<Record<string, number>>;
}
