// SPDX-License-Identifier: Apache-2.0
import { usePanel } from '../panel/context.js';
import { ControlRow, wideFrom } from './ControlRow.js';
import { type Option, Segmented } from './Segmented.js';
import { Select } from './Select.js';

export interface ChoiceControlProps {
  readonly label: string;
  readonly help: string;
  readonly options: readonly Option<string>[];
  readonly value: string;
  readonly initial?: string | undefined;
  readonly onChange: (id: string) => void;
}

/** Width of a character of our type, on average and generously, and what surrounds the words of a segment. */
const characterWidth = 6.8;
const segmentPadding = 14;
const wordsWidth = ({ title }: Option<string>) => title.length * characterWidth + segmentPadding;

/** How choices fit: all in a line, in pairs, or only as a list. */
export function choiceLayout(options: readonly Option<string>[], width: number): 'line' | 'pairs' | 'list' {
  if (options.length > 6) return 'list';
  const widths = options.map(wordsWidth);
  if (widths.reduce((sum, one) => sum + one, 0) <= width) return 'line';
  return options.length % 2 === 0 && Math.max(...widths) <= width / 2 ? 'pairs' : 'list';
}

/** A choice as segments where they fit, else as a list. */
export function ChoiceControl({ label, help, options, value, initial, onChange }: ChoiceControlProps) {
  const { width } = usePanel();
  const layout = choiceLayout(options, width >= wideFrom ? width - 176 : width - 24);
  const control = { label, options, value, onChange };
  return (
    <ControlRow
      label={label}
      help={help}
      changed={initial !== undefined && value !== initial}
      onReset={initial === undefined ? undefined : () => onChange(initial)}
    >
      {layout === 'list' ? <Select {...control} /> : <Segmented {...control} pairs={layout === 'pairs'} />}
    </ControlRow>
  );
}
