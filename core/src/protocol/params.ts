// SPDX-License-Identifier: Apache-2.0

/** A position in the picture: 0..1 from the left and from the top (y down). May lie outside for lights. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point that says whether it belongs to what is wanted. */
export interface LabelledPoint extends Point {
  readonly label: 'add' | 'remove';
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A brush stroke: a path and a radius, as parts of the picture's longer side. */
export interface Stroke {
  readonly points: readonly Point[];
  readonly radius: number;
  readonly label: 'add' | 'remove';
}

/** Linear-light sRGB, 1.0 = full. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * A light. `x`, `y` as in Point; `z` is the height over the picture plane towards the viewer, in parts of the
 * picture's longer side. `target` is where spots and directional lights point.
 */
export interface Light {
  readonly kind: 'point' | 'spot' | 'directional' | 'ambient';
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly target?: { readonly x: number; readonly y: number; readonly z: number };
  /** 1 = the light's full effect at unit distance. */
  readonly intensity: number;
  /** Colour temperature in kelvin (1000..40000), or a colour; the temperature is used when both are given. */
  readonly temperature?: number;
  readonly colour?: Rgb;
  /** Radius of the source, in parts of the longer side: 0 is hard, larger is softer. */
  readonly size?: number;
  /** Exponent of the fall-off with distance: 0 none, 2 physical. */
  readonly falloff?: number;
  /** Full opening angle of a spot, in degrees. */
  readonly angle?: number;
  /** Share of the spot's opening over which its edge fades, 0..1. */
  readonly edge?: number;
  readonly shadows?: boolean;
}

interface ParamBase {
  readonly title: string;
  /** One sentence of help. */
  readonly help: string;
  /** The id of the tool's group that shows it. */
  readonly group?: string;
  /** Whether hosts with a timeline may keyframe it. Default: numbers, colours, angles, points, boxes and lights. */
  readonly animatable?: boolean;
  /** Hosts show it only while a choice has one of these values: elsewhere it has no effect. */
  readonly onlyFor?: { readonly param: string; readonly values: readonly string[] };
}

export interface NumberParam extends ParamBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  /** Shown after the number: px, %, EV … */
  readonly unit?: string;
}
export interface BooleanParam extends ParamBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}
export interface Choice<C extends string = string> {
  readonly id: C;
  readonly title: string;
  /** It gives the result another size: hosts whose pictures keep theirs leave it out. */
  readonly resizes?: true;
}
export interface ChoiceParam<C extends string = string> extends ParamBase {
  readonly kind: 'choice';
  readonly choices: readonly Choice<C>[];
  readonly default: C;
}
export interface ColourParam extends ParamBase {
  readonly kind: 'colour';
  readonly default: Rgb;
}
/** Degrees, clockwise from the right. */
export interface AngleParam extends ParamBase {
  readonly kind: 'angle';
  readonly default: number;
}
export interface PointParam extends ParamBase {
  readonly kind: 'point';
  readonly default: Point;
}
export interface PointsParam extends ParamBase {
  readonly kind: 'points';
}
export interface BoxParam extends ParamBase {
  readonly kind: 'box';
}
export interface StrokesParam extends ParamBase {
  readonly kind: 'strokes';
}
export interface LightsParam extends ParamBase {
  readonly kind: 'lights';
  readonly default: readonly Light[];
}
export interface TextParam extends ParamBase {
  readonly kind: 'text';
  readonly default: string;
  readonly maxLength: number;
}
/** A whole number that picks one of many equally good results. */
export interface SeedParam extends ParamBase {
  readonly kind: 'seed';
  readonly default: number;
}

export type Param =
  | NumberParam
  | BooleanParam
  | ChoiceParam
  | ColourParam
  | AngleParam
  | PointParam
  | PointsParam
  | BoxParam
  | StrokesParam
  | LightsParam
  | TextParam
  | SeedParam;

export type ParamKind = Param['kind'];

/** The value of a param, by its declaration. Lists are empty and boxes null by default. */
export type ValueOf<P extends Param> =
  P extends ChoiceParam<infer C>
    ? C
    : P extends NumberParam | AngleParam | SeedParam
      ? number
      : P extends BooleanParam
        ? boolean
        : P extends ColourParam
          ? Rgb
          : P extends PointParam
            ? Point
            : P extends PointsParam
              ? readonly LabelledPoint[]
              : P extends BoxParam
                ? Box | null
                : P extends StrokesParam
                  ? readonly Stroke[]
                  : P extends LightsParam
                    ? readonly Light[]
                    : P extends TextParam
                      ? string
                      : never;

export type Params = Readonly<Record<string, Param>>;
export type ParamValues<P extends Params> = { readonly [K in keyof P]: ValueOf<P[K]> };
