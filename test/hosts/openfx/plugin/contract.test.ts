// SPDX-License-Identifier: Apache-2.0
// What the packaged plugin says of itself in every host's profile, and what it must not do before the first frame.
import { describe, expect, it } from 'vitest';
import { profiles } from '../profile-names.js';
import { effectOf } from './bundle.js';
import { notHere, setStage } from './stage.js';

const tools = ['mask', 'fill', 'relight', 'denoise'];

describe.skipIf(notHere)('the plugin’s description', () => {
  const stage = setStage();

  it.each(profiles)('is taken without a fault, and is the same again, as %s', async (profile) => {
    const driver = await stage.host(profile);
    const said = async () =>
      JSON.stringify(await Promise.all(tools.map((t) => driver.describe({ effect: effectOf(t) }))));
    const first = await said();
    const again = await driver.host(profile, [stage.bundles]);
    expect(again.map(({ id, accepted }) => [id, accepted])).toEqual(
      tools.map((tool) => [effectOf(tool), true]),
    );
    expect(await said()).toBe(first);
    expect(await driver.misuse()).toEqual([]);
  });

  it('says what it can do as hosts need it', async () => {
    const driver = await stage.host('natron');
    for (const tool of tools) {
      const { properties, clips } = await driver.describe({ effect: effectOf(tool) });
      expect(properties).toMatchObject({
        OfxImageEffectPluginRenderThreadSafety: ['OfxImageEffectRenderInstanceSafe'],
        OfxImageEffectPluginPropHostFrameThreading: [0],
        OfxImageEffectPropSupportsTiles: [0],
        OfxImageEffectPluginPropFieldRenderTwiceAlways: [0],
        OfxImageEffectPluginPropSingleInstance: [0],
      });
      expect(properties.OfxImageEffectPropSupportedContexts).toEqual([
        'OfxImageEffectContextFilter',
        'OfxImageEffectContextGeneral',
      ]);
      expect([...(properties.OfxImageEffectPropSupportedPixelDepths ?? [])].sort()).toEqual(
        ['OfxBitDepthByte', 'OfxBitDepthFloat', 'OfxBitDepthHalf', 'OfxBitDepthShort'].sort(),
      );
      const temporal = properties.OfxImageEffectPropTemporalClipAccess;
      for (const { name, properties: clip } of clips) {
        if (name === 'Source') expect(clip.OfxImageEffectPropTemporalClipAccess).toEqual(temporal);
        const own = name === 'Source' || name === 'Output';
        expect(clip.OfxImageClipPropOptional, name).toEqual([own ? 0 : 1]);
        expect(clip.OfxImageEffectPropSupportedComponents).toContain('OfxImageComponentRGBA');
      }
    }
  });

  it('gives every number a range and a slider, and animates no choice, boolean or text', async () => {
    const driver = await stage.host('resolve-16');
    for (const tool of tools) {
      const { params } = await driver.describe({ effect: effectOf(tool) });
      for (const { name, type, properties } of params) {
        const where = `${tool} ${name}`;
        const all = (key: string) => (properties[key] ?? []).map(Number);
        if (/Type(Integer|Double|Double2D)$/.test(type)) {
          const [min, max] = [all('OfxParamPropMin'), all('OfxParamPropMax')];
          const [low, high] = [all('OfxParamPropDisplayMin'), all('OfxParamPropDisplayMax')];
          min.forEach((value, i) => {
            expect(Math.abs(value), where).toBeLessThan(1e9);
            expect(max[i] ?? 0, where).toBeGreaterThan(value);
            expect(high[i] ?? 0, where).toBeGreaterThan(low[i] ?? 0);
            expect(low[i] ?? 0, where).toBeGreaterThanOrEqual(value);
            const start = all('OfxParamPropDefault')[i] ?? Number.NaN;
            expect(start >= value && start <= (max[i] ?? 0), `${where} begins at ${start}`).toBe(true);
          });
        }
        if (/Type(Double|Double2D)$/.test(type)) {
          expect(all('OfxParamPropIncrement')[0], where).toBeGreaterThan(0);
          expect(properties.OfxParamPropDoubleType, where).toEqual(['OfxParamDoubleTypePlain']);
        }
        if (/Type(Choice|Boolean|String)$/.test(type))
          expect(properties.OfxParamPropAnimates, where).toEqual([0]);
        if (/TypeChoice$/.test(type))
          expect(properties.OfxParamPropChoiceOption?.length, where).toBeGreaterThan(1);
        // Nuke could never show it again.
        expect(properties.OfxParamPropSecret, where).toEqual([0]);
        expect(type, where).not.toMatch(/Integer[23]D|Custom|Bytes|StrChoice|Parametric/);
      }
      const page = params.find(({ type }) => type === 'OfxParamTypePage');
      const used = params.filter(({ type }) => !/Type(Page|Group)$/.test(type)).map(({ name }) => name);
      expect(page?.properties.OfxParamPropPageChild).toEqual(expect.arrayContaining(used));
    }
  });

  it.each(['resolve-16', 'mlt'])('costs nothing before the first frame, as %s', async (profile) => {
    const driver = await stage.host(profile);
    const before = await driver.process();
    for (const tool of tools) {
      const { actions } = await driver.open(tool, effectOf(tool));
      const slowest = actions.find(({ action, ms }) => /Load|CreateInstance/.test(action) && ms > 50);
      expect(slowest).toBeUndefined();
    }
    const { threads, files, children } = await driver.process();
    expect({ threads, files, children }).toEqual({
      threads: before.threads,
      files: before.files,
      children: 0,
    });
  });

  it('asks for the whole source, tells its region at any scale, and lets amounts of nothing pass', async () => {
    const driver = await stage.effect('natron', 'denoise');
    await driver.clip('a', { width: 40, height: 30, x: -8, y: 3, scale: 0.5, depth: 'float' });
    for (const param of ['luma', 'colour']) await driver.set('a', param, 0);
    const frame = await driver.frame('a', { window: [0, 5, 10, 10], scale: 0.5 });
    expect(frame.identity).toBe('Source');
    expect(frame.regionOfDefinition).toEqual([-16, 6, 64, 66]);
    await driver.set('a', 'luma', 50);
    const rendered = await driver.frame('a', { window: [0, 5, 10, 10], scale: 0.5, draft: true });
    expect(rendered.identity).toBe('');
    expect(rendered.regionsOfInterest.Source).toEqual([-16, 6, 64, 66]);
    expect(await driver.misuse()).toEqual([]);
  });
});
