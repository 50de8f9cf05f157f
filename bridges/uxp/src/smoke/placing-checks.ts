// SPDX-License-Identifier: Apache-2.0
// What becomes of documents: history, groups, canvas, clipping, smart objects.
import { asOneStep, inModal } from '../photoshop/modal.js';
import { place } from '../photoshop/place.js';
import { readPicture } from '../photoshop/read.js';
import { makeReadableCopy } from '../photoshop/readable.js';
import { type Bench, onBench, pictureFor, placeLayer, samplesIn } from './bench.js';
import { type SmokeCheck, same, sameSamples } from './check.js';

const looks = async ({ photoshop, stamp }: Bench) =>
  samplesIn((await readPicture(photoshop, stamp())).pixels, stamp().bits);

const rollback: SmokeCheck = {
  id: 'rollback',
  title: 'What fails half way leaves the document and its history as they were.',
  run: (photoshop) =>
    onBench(photoshop, {}, async (bench) => {
      const before = bench.stamp();
      const failure = new Error('on purpose');
      const broken = asOneStep(photoshop, before, 'Sfumato: broken', async (document) => {
        await document.createPixelLayer({ name: 'Half done' });
        throw failure;
      });
      const [error] = await broken.then(
        () => [undefined],
        (thrown: unknown) => [thrown],
      );
      if (error === undefined) throw new Error('the failure was swallowed');
      same(bench.document.layers.length, 1, 'layers');
      same(bench.stamp().history, before.history, 'the history state');
      return error === failure ? undefined : 'The error comes back as another one.';
    }),
};

const oneStep: SmokeCheck = {
  id: 'one-step',
  title: 'A group of layers with blend modes is one history step.',
  run: (photoshop) =>
    onBench(photoshop, {}, async (bench) => {
      const before = bench.stamp();
      const { result } = pictureFor(before, 3);
      await place(photoshop, before, 'Sfumato: Relight', {
        as: 'layers',
        group: 'Lights',
        layers: [
          { ...result, name: 'Ambient', blendMode: 'multiply' },
          { ...result, name: 'Light', blendMode: 'linearDodge', visible: false },
        ],
      });
      const group = Array.from(bench.document.layers).find(({ name }) => name === 'Lights');
      const inside = Array.from(group?.layers ?? []).map((l) => [l.name, l.blendMode, l.visible]);
      same(
        inside,
        [
          ['Light', 'linearDodge', false],
          ['Ambient', 'multiply', true],
        ],
        'the group',
      );
      if (bench.stamp().history === before.history) throw new Error('the history knows nothing of it');
      return undefined;
    }),
};

const canvas: SmokeCheck = {
  id: 'canvas',
  title: 'A result that reaches beyond the canvas makes the canvas larger, and nothing moves in the picture.',
  run: (photoshop) =>
    onBench(photoshop, {}, async (bench) => {
      const stamp = bench.stamp();
      const { result, samples } = pictureFor(stamp, 4);
      const { bounds } = result.info;
      const wide = { ...result, info: { ...result.info, bounds: { ...bounds, x: -8, y: -5 } } };
      const layer = await placeLayer(bench, 'Wide', wide);
      const now = bench.stamp();
      same([now.width, now.height], [stamp.width + 8, stamp.height + 5], 'the canvas');
      const read = await readPicture(photoshop, now, { layer });
      sameSamples(samplesIn(read.pixels, 16), samples, 'the layer');
      return undefined;
    }),
};

const onLayer = (as: 'layers' | 'smart-object'): SmokeCheck => ({
  id: `over-${as}`,
  title:
    as === 'layers'
      ? 'A copy that is clipped to a half transparent, blended layer looks like that layer.'
      : 'A layer that became a smart object with its copy inside looks as before, and keeps its name and blend mode.',
  run: (photoshop) =>
    onBench(photoshop, { bits: 8 }, async (bench) => {
      const { result } = pictureFor(bench.stamp(), 4, 6);
      const over = await placeLayer(bench, 'Coat', result);
      const layer = bench.document.activeLayers[0];
      await asOneStep(photoshop, bench.stamp(), 'Sfumato: blend', async () => {
        if (layer) layer.opacity = 60;
        if (layer) layer.blendMode = 'multiply';
      });
      const before = await looks(bench);
      const copy = { ...result, name: 'Copy' };
      await place(
        photoshop,
        bench.stamp(),
        'Sfumato: Denoise',
        as === 'layers' ? { as, layers: [copy], over } : { as, result: copy, over },
      );
      const after = await looks(bench);
      same(after.length, before.length, 'samples');
      let worst = 0;
      for (let i = 0; i < after.length; i++)
        worst = Math.max(worst, Math.abs((after[i] ?? 0) - (before[i] ?? 0)));
      if (worst > 2) throw new Error(`it differs by up to ${worst} of 255`);
      if (as === 'smart-object') {
        const smart = bench.document.activeLayers[0];
        same([smart?.name, smart?.kind, smart?.blendMode], ['Coat', 'smartObject', 'multiply'], 'the layer');
      }
      return `differs by at most ${worst} of 255`;
    }),
});

const channel: SmokeCheck = {
  id: 'channel',
  title: 'A matte becomes a channel, and nothing is selected afterwards that was not before.',
  run: (photoshop) =>
    onBench(photoshop, {}, async (bench) => {
      const { result } = pictureFor(bench.stamp(), 1);
      await place(photoshop, bench.stamp(), 'Sfumato: Mask', {
        as: 'channel',
        matte: result,
        name: 'Subject',
      });
      same(bench.document.selection.bounds, null, 'the selection');
      return undefined;
    }),
};

const copyInRgb: SmokeCheck = {
  id: 'rgb-copy',
  title: 'A copy of a Lab document stays in Lab; the original is not touched.',
  run: (photoshop) =>
    onBench(photoshop, { mode: 'Lab' }, async (bench) => {
      const before = bench.stamp();
      await makeReadableCopy(photoshop);
      const copy = photoshop.app.activeDocument;
      if (!copy || copy.id === before.id) throw new Error('there is no copy in front');
      same(copy.mode, bench.document.mode, 'its mode');
      await inModal(photoshop, 'Sfumato: closing the copy', async () => copy.closeWithoutSaving());
      return undefined;
    }),
};

export const placingChecks: readonly SmokeCheck[] = [
  rollback,
  oneStep,
  canvas,
  onLayer('layers'),
  onLayer('smart-object'),
  channel,
  copyInRgb,
];
