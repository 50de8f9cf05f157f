// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hsvOf, rgbOf } from '../../plugins/panels/src/colour/hsv.js';
import { hexOf, parseHex, toLinear, toScreen } from '../../plugins/panels/src/colour/srgb.js';
import { screenOfTemperature } from '../../plugins/panels/src/colour/temperature.js';

const channel = fc.double({ min: 0, max: 1, noNaN: true });

import { temperatureColour } from '../../core/src/tools/relight/light-colour.js';

describe('linear colours on screens', () => {
  it('are encoded as the standard says', () => {
    expect(hexOf([1, 1, 1])).toBe('#ffffff');
    expect(hexOf([0.2158605, 0.2158605, 0.2158605])).toBe('#808080');
    expect(hexOf([4, 0, 0])).toBe('#ff0000');
    expect(toScreen([0.0031308, 0, 0])[0]).toBeCloseTo(0.04045, 4);
  });
  it('read every hex value back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (n) => {
        const hex = `#${n.toString(16).padStart(6, '0')}`;
        const linear = parseHex(hex);
        expect(linear && hexOf(linear)).toBe(hex);
      }),
    );
    expect(parseHex('f80')).toEqual(parseHex('#ff8800'));
    expect(parseHex('#12345')).toBeUndefined();
    expect(parseHex('red')).toBeUndefined();
  });
  it('survive hue, saturation and value', () => {
    fc.assert(
      fc.property(channel, channel, channel, (r, g, b) => {
        const back = rgbOf(hsvOf([r, g, b]));
        [r, g, b].forEach((value, i) => {
          expect(back[i]).toBeCloseTo(value, 6);
        });
      }),
    );
    expect(hsvOf(rgbOf({ hue: 210, saturation: 0.5, value: 1.5 }))).toMatchObject({ value: 1.5 });
  });
  it('keep the hue of greys, so that sliders do not jump', () => {
    expect(hsvOf(toLinear([0.5, 0.5, 0.5]), { hue: 200, saturation: 0.7, value: 1 })).toMatchObject({
      hue: 200,
      saturation: 0,
    });
  });
});

describe('swatches of colour temperatures', () => {
  it('look like the light that relight makes', () => {
    for (let kelvin = 1800; kelvin <= 12_000; kelvin += 100) {
      const light = temperatureColour(kelvin);
      const most = Math.max(...light);
      const wanted = toScreen([light[0] / most, light[1] / most, light[2] / most]);
      screenOfTemperature(kelvin).forEach((shown, i) => {
        expect(Math.abs(shown - (wanted[i] ?? 0)), `${kelvin} K`).toBeLessThan(0.012);
      });
    }
  });
});
