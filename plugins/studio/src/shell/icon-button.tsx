// SPDX-License-Identifier: Apache-2.0
import { Icon, type IconName } from './icons.js';

export interface IconButtonProps {
  readonly icon: IconName;
  /** What it does: the name for screen readers and the tip. */
  readonly label: string;
  /** Shown in the tip, such as Ctrl Z. */
  readonly keys?: string | undefined;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  /** For buttons that stay down. */
  readonly pressed?: boolean;
  readonly className?: string;
}

export function IconButton({ icon, label, keys, onClick, disabled, pressed, className }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className ?? ''}`}
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
