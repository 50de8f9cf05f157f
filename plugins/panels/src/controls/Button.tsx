// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { classes } from './classes.js';
import { useHelp } from './useHelp.js';

export interface ButtonProps {
  readonly children: ReactNode;
  /** What screen readers say, where the words on it need their surroundings: it begins with them. */
  readonly label?: string;
  readonly onPress: () => void;
  /** primary: the one action of its surroundings. quiet: no border until it is pointed at. */
  readonly kind?: 'primary' | 'normal' | 'quiet';
  readonly disabled?: boolean;
  readonly help?: string;
  readonly wide?: boolean;
}

export function Button({
  children,
  label,
  onPress,
  kind = 'normal',
  disabled = false,
  help,
  wide,
}: ButtonProps) {
  const helped = useHelp(typeof children === 'string' ? children : '', help);
  return (
    <button
      type="button"
      className={classes('sf-button', `sf-button-${kind}`, wide && 'sf-button-wide')}
      disabled={disabled}
      {...(label === undefined ? {} : { 'aria-label': label })}
      onClick={onPress}
      {...helped}
    >
      {children}
    </button>
  );
}
