// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import { usePanel } from '../panel/context.js';

/**
 * Handlers that show a control's help in the help line while it has the pointer or the focus. Tooltips would need a
 * pointer that hovers, and cover what they explain.
 */
export function useHelp(name: string, text: string | undefined) {
  const { help } = usePanel();
  return useMemo(() => {
    if (text === undefined) return {};
    const show = () => help.set({ name, text });
    const hide = () => {
      if (help.get()?.name === name) help.set(null);
    };
    return { onMouseEnter: show, onMouseLeave: hide, onFocus: show, onBlur: hide };
  }, [help, name, text]);
}
