// SPDX-License-Identifier: Apache-2.0
// Icons on a 16 px grid, drawn with one line width, in the colour of the text beside them.

const shapes = {
  open: ['M2 12.5v-9h4l1.5 2H14v7z'],
  undo: ['M5.5 3 2.5 6l3 3', 'M2.5 6H10a3.5 3.5 0 0 1 0 7H6'],
  redo: ['m10.5 3 3 3-3 3', 'M13.5 6H6a3.5 3.5 0 0 0 0 7h4'],
  minus: ['M3.5 8h9'],
  plus: ['M8 3.5v9', 'M3.5 8h9'],
  fit: ['M2.5 6V2.5H6', 'M10 2.5h3.5V6', 'M13.5 10v3.5H10', 'M6 13.5H2.5V10'],
  compare: ['M2.5 3.5h11v9h-11z', 'M8 1.5v13'],
  download: ['M8 2v8', 'm4.8 7.2 3.2 3.2 3.2-3.2', 'M2.5 13.5h11'],
  eye: [
    'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z',
    'M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  ],
  hidden: ['M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z', 'm3 13 10-10'],
  trash: ['M2.5 4.5h11', 'M6 4.5V2.8h4v1.7', 'm4 4.5.6 9h6.8l.6-9'],
  selection: [
    'M2.5 5V2.5H5',
    'M7 2.5h2',
    'M11 2.5h2.5V5',
    'M13.5 7v2',
    'M13.5 11v2.5H11',
    'M9 13.5H7',
    'M5 13.5H2.5V11',
    'M2.5 9V7',
  ],
  close: ['m4 4 8 8', 'm12 4-8 8'],
  help: [
    'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
    'M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2',
    'M8 11.2v.3',
  ],
  theme: ['M8 1.8a6.2 6.2 0 1 0 0 12.4z', 'M8 1.8a6.2 6.2 0 0 1 0 12.4'],
  again: ['M13 8a5 5 0 1 1-1.6-3.7', 'M13.2 2v2.8h-2.8'],
  marks: [
    'M8 4.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8z',
    'M8 1.5v1.6',
    'M8 12.9v1.6',
    'M1.5 8h1.6',
    'M12.9 8h1.6',
    'M8 7.9v.2',
  ],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof shapes;

/** Decoration beside a name that is text or a label. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {shapes[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
