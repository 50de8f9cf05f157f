// SPDX-License-Identifier: Apache-2.0
import { createSource, type Source, type Theme } from '@sfumato/panels';

const key = 'sfumato.theme';

/** The theme of last time, else dark: colours are judged best beside dark neutral grey. */
export function createTheme(storage: Pick<Storage, 'getItem' | 'setItem'>, root: HTMLElement): Source<Theme> {
  const theme = createSource<Theme>(storage.getItem(key) === 'light' ? 'light' : 'dark');
  const show = () => {
    root.classList.toggle('sf-light', theme.get() === 'light');
    root.classList.toggle('sf-dark', theme.get() === 'dark');
  };
  theme.subscribe(() => {
    storage.setItem(key, theme.get());
    show();
  });
  show();
  return theme;
}

export const toggled = (theme: Theme): Theme => (theme === 'dark' ? 'light' : 'dark');
