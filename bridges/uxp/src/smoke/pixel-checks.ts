// SPDX-License-Identifier: Apache-2.0
// Pixels there and back: depth, range, strips, trims, masks, selections.
import type { Bits } from '../photoshop/document.js';
import { readGlance } from '../photoshop/glance.js';
import { inModal } from '../photoshop/modal.js';
import { place } from '../photoshop/place.js';
import { readPicture, readSelection } from '../photoshop/read.js';
import { takeData } from '../photoshop/strips.js';
import { type BenchMode, onBench, opaqueColours, pictureFor, placeLayer, samplesIn } from './bench.js';
import { type SmokeCheck, same, sameSamples } from './check.js';

/** Small, so that even small documents are read in several strips. */
const stripBytes = 4096;

const roundTrip = (mode: BenchMode, bits: Bits, channels: 1 | 3 | 4): SmokeCheck => ({
  id: `layer-${mode}-${bits}-${channels}`,
  title: `A layer of ${mode}, ${bits} bits and ${channels} channels comes back bit for bit, read in strips.`,
  run: (photoshop) =>
    onBench(photoshop, { mode, bits }, async (bench) => {
      const { result, samples } = pictureFor(bench.stamp(), channels);
      const layer = await placeLayer(bench, 'Pattern', result);
      const read = await readPicture(photoshop, bench.stamp(), { layer, stripBytes });
      const found = samplesIn(read.pixels, bits);
      const opaque = channels === 3 && read.format.channels === 4;
      sameSamples(opaque ? opaqueColours(found, bits) : found, samples, 'the layer');
      return undefined;
    }),
});

const matte = (bits: Bits): SmokeCheck => ({
  id: `selection-${bits}`,
  title: `A selection of ${bits} bits comes back bit for bit, and none reads as none.`,
  run: (photoshop) =>
    onBench(photoshop, { bits }, async (bench) => {
      if (await readSelection(photoshop, bench.stamp())) throw new Error('something is selected at first');
      const { result, samples } = pictureFor(bench.stamp(), 1);
      await place(photoshop, bench.stamp(), 'Sfumato: select', { as: 'selection', matte: result });
      const read = await readSelection(photoshop, bench.stamp(), { stripBytes });
      if (!read) throw new Error('nothing is selected');
      sameSamples(samplesIn(read.pixels, bits), samples, 'the selection');
      return undefined;
    }),
});

const layerMask = (bits: Bits): SmokeCheck => ({
  id: `mask-${bits}`,
  title: `A layer mask of ${bits} bits comes back bit for bit, and what was selected stays selected.`,
  run: (photoshop) =>
    onBench(photoshop, { bits }, async (bench) => {
      const stamp = bench.stamp();
      const picture = pictureFor(stamp, 3);
      const layer = await placeLayer(bench, 'Masked', picture.result);
      const mask = pictureFor(stamp, 1);
      await place(photoshop, bench.stamp(), 'Sfumato: select', { as: 'selection', matte: mask.result });
      await place(photoshop, bench.stamp(), 'Sfumato: mask', { as: 'layer-mask', matte: mask.result, layer });
      const sourceBounds = { left: 0, top: 0, right: stamp.width, bottom: stamp.height };
      const found = await inModal(photoshop, 'Sfumato: reading the mask', async () => {
        const { imageData } = await photoshop.imaging.getLayerMask({
          documentID: stamp.id,
          layerID: layer,
          kind: 'user',
          sourceBounds,
        });
        return takeData(imageData);
      });
      sameSamples(found, mask.samples, 'the mask');
      const selected = await readSelection(photoshop, bench.stamp());
      if (!selected) throw new Error('nothing is selected any more');
      sameSamples(samplesIn(selected.pixels, bits), mask.samples, 'the selection afterwards');
      return undefined;
    }),
});

const trimmed: SmokeCheck = {
  id: 'trim',
  title: 'A layer that is smaller than the canvas is read where it has pixels.',
  run: (photoshop) =>
    onBench(photoshop, {}, async (bench) => {
      const { result, samples } = pictureFor(bench.stamp(), 4, 9);
      const layer = await placeLayer(bench, 'Small', result);
      const read = await readPicture(photoshop, bench.stamp(), { layer, stripBytes });
      same(read.format.origin, { x: 9, y: 9 }, 'where it lies');
      sameSamples(samplesIn(read.pixels, 16), samples, 'the layer');
      return undefined;
    }),
};

const glance: SmokeCheck = {
  id: 'glance',
  title: 'The document is shown small, in eight bits, from a 16-bit document.',
  run: (photoshop) =>
    onBench(photoshop, {}, async (bench) => {
      await placeLayer(bench, 'Pattern', pictureFor(bench.stamp(), 3).result);
      const { width, height, rgba } = await readGlance(photoshop, bench.stamp(), { width: 40, height: 40 });
      same([width, rgba.length], [40, width * height * 4], 'its size');
      if (new Set(rgba).size < 10) throw new Error('it is all of one colour');
      return `${width} by ${height}`;
    }),
};

const outside: SmokeCheck = {
  id: 'read-outside',
  title: 'Whether pixels can be read without a modal scope (either is fine: the bridge uses one).',
  run: (photoshop) =>
    onBench(photoshop, {}, async ({ stamp }) => {
      const { id, width, height, profile } = stamp();
      const sourceBounds = { left: 0, top: 0, right: width, bottom: height };
      const source = { documentID: id, sourceBounds, colorSpace: 'RGB', colorProfile: profile };
      try {
        const { imageData } = await photoshop.imaging.getPixels({ ...source, componentSize: 16 });
        await imageData.dispose();
        return 'They can.';
      } catch (error) {
        return `They cannot: ${error instanceof Error ? error.message : String(error)}`;
      }
    }),
};

export const pixelChecks: readonly SmokeCheck[] = [
  ...([8, 16, 32] as const).flatMap((bits) => [roundTrip('RGB', bits, 3), roundTrip('RGB', bits, 4)]),
  ...([8, 16, 32] as const).map((bits) => roundTrip('Grayscale', bits, 1)),
  ...([8, 16, 32] as const).flatMap((bits) => [matte(bits), layerMask(bits)]),
  trimmed,
  glance,
  outside,
];
