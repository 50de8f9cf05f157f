// SPDX-License-Identifier: Apache-2.0
import { convertPixels, relightShade } from '@sfumato/native';
import { Frame, isFloat, transferOf } from '../../frame/index.js';
import { defineTool, type ToolContext } from '../../tool/index.js';
import { atMost, kernelAlpha } from '../picture-views.js';
import { groups, inputs, outputs, params } from './declaration.js';
import { floatPlane, oneChannel } from './frames.js';
import { geometryOf, prepareGeometry } from './geometry.js';
import { inPrimaries } from './light-colour.js';
import { kernelLight } from './lights.js';
import { allocatePasses, depthOutput, hasPasses, lightLayers } from './passes.js';
import { requireSubject, subjectMatte } from './subject.js';

/** Longer side of a draft. */
const draftSide = 1280;
/** Shadows are soft: they are traced on at most about this many pixels along the longer side. */
const shadowSide = 2048;

/**
 * On a guessed shape every source is at least this large, and shadows are fainter: a sharp terminator or shadow would be
 * sharply wrong.
 */
const guessedShape = { lightSize: 0.35, shadowStrength: 0.7 };
/** Steeper is an outline, however softly drawn: lit as a slope it would show as a rim. */
const edgeSlope = 1.5;
/**
 * Nearness is inverse: what has less of it is far behind the rest, and sky has none. Shadows do not reach there, nor
 * what lies behind a guessed shape, whose distance nobody knows.
 */
const shadowFade = 0.25;

/** 1 - matte. */
function inverted(matte: Frame): Frame {
  const out = floatPlane(matte.width, matte.height);
  for (let y = 0; y < matte.height; y++) {
    const from = matte.row(y);
    const to = out.row(y);
    const source = new Float32Array(from.buffer, from.byteOffset, matte.width);
    const target = new Float32Array(to.buffer, to.byteOffset, matte.width);
    for (let x = 0; x < matte.width; x++) target[x] = 1 - (source[x] ?? 0);
  }
  return out;
}

/** The matte input at the size of `image` as floats, or what a model finds in `original`; asked for once. */
function subjectOf(context: ToolContext, original: Frame, image: Frame, given: Frame | undefined) {
  let found: Promise<Frame | undefined> | undefined;
  const find = async () => {
    if (!given) return subjectMatte(context, original, image);
    const plane = await oneChannel(given, image.width, image.height, context.signal);
    return plane.dtype === 'f32' ? plane : asFloats(plane, context.signal);
  };
  return () => {
    found ??= find();
    return found;
  };
}

async function asFloats(plane: Frame, signal: AbortSignal): Promise<Frame> {
  const out = floatPlane(plane.width, plane.height);
  await convertPixels(plane, out, { signal });
  return out;
}

export const relight = defineTool({
  id: 'relight',
  title: 'Relight',
  help: 'Puts lights into a picture: shapes are lit, throw soft shadows and sink into fog by their depth.',
  media: 'frame',
  inputs,
  groups,
  params,
  outputs,
  models: [
    { task: 'depth', without: { instead: 'The shape is guessed from the outline of the subject.' } },
    { task: 'subject', without: { instead: 'Without a matte, everything is lit.' } },
    { task: 'person', without: { instead: 'The subject model finds people too.' } },
  ],
  makes: 'edited',
  async run(context, { image: original, depth, matte }, values) {
    const { signal } = context;
    const draft = context.quality === 'draft';
    const image = draft ? await atMost(original, draftSide, signal) : original;
    const subject = subjectOf(context, original, image, matte);
    const wanted = Object.keys(outputs).filter((id) => context.wants(id));
    if (wanted.length === 0 && !depth) await prepareGeometry(context, original, subject);
    const geometry =
      wanted.length > 0 ? await geometryOf(context, original, image, depth, subject) : undefined;
    const chosen = values.apply === 'everything' ? undefined : await requireSubject(context, await subject());
    if (!geometry) return {};
    const { nearness } = geometry;
    const depthFrame = context.wants('depth') && { depth: await depthOutput(context, image, nearness) };
    if (wanted.every((id) => id === 'depth')) return { ...depthFrame };
    const weight = chosen && values.apply === 'background' ? inverted(chosen) : chosen;

    const guessed = geometry.from === 'matte';
    // Normals alone need no light.
    const unlit = wanted.every((id) => id === 'depth' || id === 'normals');
    const lights = (unlit ? [] : values.lights)
      .map((light) => kernelLight(light, image.colour))
      .map((light) =>
        guessed ? { ...light, size: Math.max(light.size ?? 0, guessedShape.lightSize) } : light,
      );
    if (values.passes && lights.length > lightLayers.length) {
      context.note({
        id: 'light-layers-limited',
        text: `Layers hold the first ${lightLayers.length} lights; the picture itself has all ${lights.length}.`,
      });
    }
    const layers = hasPasses(context) ? allocatePasses(context, image, lights.length) : undefined;
    const out = context.wants('image')
      ? context.allocate(image.format(), { overwritten: true })
      : Frame.allocate(image.format());
    const longer = Math.max(image.width, image.height);
    await relightShade(
      {
        picture: image,
        nearness,
        ...(weight && { matte: weight }),
        out,
        lights,
        transfer: transferOf(image.colour),
        alpha: kernelAlpha(image),
        gain: 2 ** values.exposure,
        relief: values.relief / 100,
        edgeSlope,
        specular: values.specular / 100,
        roughness: values.roughness / 100,
        shadowStrength: (values.shadowStrength / 100) * (guessed ? guessedShape.shadowStrength : 1),
        shadowSoftness: values.shadowSoftness / 100,
        shadowFade,
        shadowSteps: draft ? 24 : 48,
        shadowScale: Math.min(32, Math.max(draft ? 2 : 1, Math.ceil(longer / shadowSide))),
        fog: values.fogAmount / 100,
        fogStart: values.fogDistance / 100,
        fogColour: inPrimaries(values.fogColour, image.colour),
        // Integers cannot hold light above 1: it rolls off there. Floats keep it.
        rollOff: !isFloat(image.dtype),
        ...(layers && { passes: layers.passes }),
      },
      { signal, onProgress: (fraction) => context.progress('Lighting', fraction) },
    );
    return { ...(context.wants('image') && { image: out }), ...layers?.frames, ...depthFrame };
  },
});
