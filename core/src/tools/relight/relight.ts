// SPDX-License-Identifier: Apache-2.0
import { convertPixels, relightShade } from '@sfumato/native';
import { Frame, isFloat, transferOf } from '../../frame/index.js';
import { defineTool, type ToolContext } from '../../tool/index.js';
import { atMost, kernelAlpha } from '../picture-views.js';
import { groups, inputs, outputs, params } from './declaration.js';
import { floatPlane, floatRow, oneChannel } from './frames.js';
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
 * On a guessed shape every source is at least this large, and nothing throws a shadow: a sharp terminator or shadow would
 * be sharply wrong.
 */
const guessedSize = 0.35;
/** Steeper is an outline, however softly drawn: lit as a slope it would show as a rim. */
const edgeSlope = 1.5;
/**
 * Nearness is inverse: what has less of it is far behind the rest, and sky has none. Shadows do not reach there.
 */
const shadowFade = 0.25;

/** 1 - matte. */
function inverted(matte: Frame): Frame {
  const out = floatPlane(matte.width, matte.height);
  for (let y = 0; y < matte.height; y++) {
    const source = floatRow(matte, y);
    const target = floatRow(out, y);
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
    const { nearness, solid } = geometry;
    const depthFrame = context.wants('depth') && { depth: await depthOutput(context, image, geometry) };
    if (wanted.every((id) => id === 'depth')) return { ...depthFrame };
    const weight = chosen && values.apply === 'background' ? inverted(chosen) : chosen;

    // Normals alone need no light.
    const unlit = wanted.every((id) => id === 'depth' || id === 'normals');
    const lights = (unlit ? [] : values.lights)
      .map((light) => kernelLight(light, image.colour))
      .map((light) =>
        solid ? { ...light, size: Math.max(light.size ?? 0, guessedSize), shadows: false } : light,
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
        ...(solid && { solid }),
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
        shadowStrength: values.shadowStrength / 100,
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
