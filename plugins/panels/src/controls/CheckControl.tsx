// SPDX-License-Identifier: Apache-2.0
import { usePanelState } from '../panel/context.js';
import type { PanelState } from '../store/state.js';
import { classes } from './classes.js';
import { Icon } from './Icon.js';
import { useHelp } from './useHelp.js';

export interface CheckControlProps {
  readonly label: string;
  readonly help: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly disabled?: boolean;
  /** In a line with others: its explanation has no room there. */
  readonly inline?: boolean;
}

const selectExplain = (state: PanelState) => state.explain;

export function CheckControl({
  label,
  help,
  value,
  onChange,
  disabled = false,
  inline = false,
}: CheckControlProps) {
  const explain = usePanelState(selectExplain);
  const helped = useHelp(label, help);
  return (
    <div className="sf-row" {...helped}>
      {/* biome-ignore lint/a11y/useSemanticElements: UXP draws its own checkboxes, which our themes cannot reach */}
      <button
        type="button"
        role="checkbox"
        className="sf-check"
        aria-checked={value}
        aria-description={help}
        disabled={disabled}
        onClick={() => onChange(!value)}
      >
        <div className={classes('sf-check-box', value && 'sf-check-on')}>
          {value && <Icon name="check" tone="onAccent" />}
        </div>
        <div className="sf-check-label">{label}</div>
      </button>
      {explain && !inline && help !== '' && <div className="sf-explain">{help}</div>}
    </div>
  );
}
