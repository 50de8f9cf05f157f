// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import { type Command, commandOf } from './commands.js';
import { isMac } from './platform.js';

/** Elements that want letters and arrows for themselves. */
function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement)
    return target.type !== 'range' && target.type !== 'checkbox' && target.type !== 'radio';
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** Calls back for every shortcut that nobody else took. */
export function useCommands(onCommand: (command: Command) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (typing(event.target) && !(event.ctrlKey || event.metaKey)) return;
      const command = commandOf(event, isMac);
      if (!command) return;
      event.preventDefault();
      onCommand(command);
    };
    // The panel has an undo of its own settings: here undo goes through everything, and so comes first.
    const onUndoKey = (event: KeyboardEvent) => {
      const command = commandOf(event, isMac);
      if ((command !== 'undo' && command !== 'redo') || typing(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      onCommand(command);
    };
    window.addEventListener('keydown', onUndoKey, { capture: true });
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onUndoKey, { capture: true });
      window.removeEventListener('keydown', onKey);
    };
  }, [onCommand]);
}

/** Whether the space bar is held over the page: then dragging pans. */
export function useSpace(): boolean {
  const [down, setDown] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== ' ') return;
      if (event.type === 'keyup') return setDown(false);
      // On buttons the space bar presses them.
      if (typing(event.target) || event.target instanceof HTMLButtonElement) return;
      if (event.target instanceof HTMLElement && event.target.getAttribute('role') !== null) return;
      event.preventDefault();
      setDown(true);
    };
    const release = () => setDown(false);
    window.addEventListener('keydown', onKey);
    window.addEventListener('keyup', onKey);
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keyup', onKey);
      window.removeEventListener('blur', release);
    };
  }, []);
  return down;
}
