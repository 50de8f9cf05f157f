// SPDX-License-Identifier: Apache-2.0
import { createSource, type Observable, type Theme } from '@sfumato/panels';
import type { Photoshop } from '@sfumato/uxp';

const question = {
  _obj: 'get',
  _target: [
    { _property: 'kuiBrightnessLevel' },
    { _ref: 'application', _enum: 'ordinal', _value: 'targetEnum' },
  ],
};

/** Whether Photoshop's interface is dark: it has two dark and two light greys. Dark until it has answered. */
export function watchTheme(photoshop: Photoshop): Observable<Theme> {
  const source = createSource<Theme>('dark');
  const ask = async () => {
    const [answer] = await photoshop.action.batchPlay([question], {});
    const level: unknown = answer?.kuiBrightnessLevel;
    const name = typeof level === 'object' && level !== null && '_value' in level ? String(level._value) : '';
    source.set(/LightGray|Original/.test(name) ? 'light' : 'dark');
  };
  const refresh = () => {
    ask().catch(() => {
      // The interface stays as it is: dark is Photoshop's own default.
    });
  };
  refresh();
  photoshop.action.addNotificationListener(['uiThemeChanged'], refresh).catch(() => {});
  return source;
}
