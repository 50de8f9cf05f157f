// SPDX-License-Identifier: Apache-2.0
// Everything that a key can do: the table is both the key bindings and the sheet that explains them.

export type Command =
  | 'open'
  | 'download'
  | 'undo'
  | 'redo'
  | 'zoomIn'
  | 'zoomOut'
  | 'fit'
  | 'actual'
  | 'compare'
  | 'marks'
  | 'nextMatteLook'
  | 'nextBackdrop'
  | 'nextDocument'
  | 'theme'
  | 'help';

export interface Binding {
  readonly command: Command;
  readonly title: string;
  readonly group: 'File' | 'Edit' | 'View' | 'Studio';
  /** Any of these. `mod` is Ctrl, and Cmd on a Mac. Letters are lower case. */
  readonly keys: readonly string[];
}

export const bindings: readonly Binding[] = [
  { command: 'open', title: 'Open pictures', group: 'File', keys: ['mod+o'] },
  { command: 'download', title: 'Download', group: 'File', keys: ['mod+s'] },
  { command: 'undo', title: 'Undo', group: 'Edit', keys: ['mod+z'] },
  { command: 'redo', title: 'Redo', group: 'Edit', keys: ['mod+shift+z', 'mod+y'] },
  { command: 'zoomIn', title: 'Zoom in', group: 'View', keys: ['+', '=', 'mod+=', 'mod++'] },
  { command: 'zoomOut', title: 'Zoom out', group: 'View', keys: ['-', 'mod+-'] },
  { command: 'fit', title: 'Fit the picture', group: 'View', keys: ['0', 'mod+0'] },
  { command: 'actual', title: '100 %', group: 'View', keys: ['1', 'mod+1'] },
  { command: 'compare', title: 'Compare before and after', group: 'View', keys: ['\\', 'y'] },
  { command: 'marks', title: 'Hide or show marks and lights', group: 'View', keys: ['h'] },
  { command: 'nextMatteLook', title: 'Matte as overlay, in grey, as cut-out', group: 'View', keys: ['m'] },
  { command: 'nextBackdrop', title: 'Cut-out on checks, black, white', group: 'View', keys: ['b'] },
  { command: 'nextDocument', title: 'Next picture', group: 'Studio', keys: ['ctrl+tab', 'f6'] },
  { command: 'theme', title: 'Dark or light', group: 'Studio', keys: ['shift+t'] },
  { command: 'help', title: 'These keys', group: 'Studio', keys: ['?', 'f1'] },
];

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The command that a key gives, if any. */
export function commandOf(event: Key, mac: boolean): Command | undefined {
  if (event.altKey) return undefined;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const name = event.key.toLowerCase();
  const matches = (keys: string) => {
    const parts =
      keys === '+' || keys.endsWith('++')
        ? [...keys.slice(0, -1).split('+').filter(Boolean), '+']
        : keys.split('+');
    const wanted = parts.at(-1);
    // Signs need shift on some keyboards and not on others: only the sign counts.
    const sign = wanted !== undefined && wanted.length === 1 && !/[a-z0-9]/.test(wanted);
    return (
      name === wanted &&
      mod === (parts.includes('mod') || (!mac && parts.includes('ctrl'))) &&
      (sign || event.shiftKey === parts.includes('shift'))
    );
  };
  return bindings.find(({ keys }) => keys.some(matches))?.command;
}

/** Keys as a person reads them: Ctrl Shift Z, or with a Mac's signs. */
export function keysText(keys: string, mac: boolean): string {
  const names: Readonly<Record<string, string>> = mac
    ? { mod: '⌘', shift: '⇧', ctrl: '⌃', tab: '⇥' }
    : { mod: 'Ctrl', shift: 'Shift', ctrl: 'Ctrl', tab: 'Tab' };
  const parts = keys === '+' ? ['+'] : keys.split('+').filter(Boolean);
  return parts.map((part) => names[part] ?? part.toUpperCase()).join(mac ? '' : ' ');
}

export const keysOf = (command: Command, mac: boolean): string | undefined => {
  const first = bindings.find((binding) => binding.command === command)?.keys[0];
  return first === undefined ? undefined : keysText(first, mac);
};
