// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { usePanel, usePanelState } from '../panel/context.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { classes } from './classes.js';
import { Icon } from './Icon.js';
import { useHelp } from './useHelp.js';

export interface ControlRowProps {
  readonly label: string;
  readonly help: string;
  /** Shown when the value is not the default. */
  readonly onReset?: (() => void) | undefined;
  readonly changed?: boolean;
  /** Beside the label, at the right edge. */
  readonly end?: ReactNode;
  /** What is wrong with what was typed. */
  readonly message?: string | null;
  /** Below the label, or beside it where there is room. */
  readonly children?: ReactNode;
}

const selectExplain = (state: PanelState) => state.explain;
/** From this width on, label and control share a line. */
export const wideFrom = 360;

/** A label, its control, the way back to the default, and help. */
export function ControlRow(props: ControlRowProps) {
  const { label, help, onReset, changed = false, end, message, children } = props;
  const explain = usePanelState(selectExplain);
  const { width } = usePanel();
  const wide = width >= wideFrom;
  const helped = useHelp(label, help);
  const reset = onReset && (
    <button
      type="button"
      className={classes('sf-reset', !changed && 'sf-away')}
      aria-label={text.control.reset(label)}
      disabled={!changed}
      onClick={onReset}
    >
      <Icon name="reset" tone="quiet" />
    </button>
  );
  return (
    <div className={classes('sf-row', wide && 'sf-row-wide')} {...helped}>
      <div className="sf-row-line">
        <div className={classes('sf-label', changed && 'sf-label-changed')}>{label}</div>
        {reset ?? (wide && <div className="sf-reset-space" />)}
        {wide && <div className="sf-row-control">{children}</div>}
        {end}
      </div>
      {!wide && children}
      {message && (
        <div className="sf-message" role="status">
          {message}
        </div>
      )}
      {explain && help !== '' && <div className="sf-explain">{help}</div>}
    </div>
  );
}
