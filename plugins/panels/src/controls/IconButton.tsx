// SPDX-License-Identifier: Apache-2.0
import { classes } from './classes.js';
import { Icon } from './Icon.js';
import type { IconName } from './icons.js';
import { useHelp } from './useHelp.js';

export interface IconButtonProps {
  readonly icon: IconName;
  /** What it does: its name for screen readers, and in the help line. */
  readonly label: string;
  readonly onPress: () => void;
  readonly disabled?: boolean;
  readonly help?: string;
  /** For buttons that stay down. */
  readonly pressed?: boolean;
  readonly expanded?: boolean;
}

export function IconButton(props: IconButtonProps) {
  const { icon, label, onPress, disabled = false, help, pressed, expanded } = props;
  const helped = useHelp(label, help ?? '');
  return (
    <button
      type="button"
      className={classes('sf-icon-button', pressed && 'sf-pressed')}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={onPress}
      {...helped}
    >
      <Icon name={icon} tone={disabled ? 'disabled' : pressed ? 'normal' : 'quiet'} />
    </button>
  );
}
