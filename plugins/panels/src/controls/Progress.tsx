// SPDX-License-Identifier: Apache-2.0
import { percent } from '../stage/geometry.js';
import { text } from '../text/en.js';

export interface ProgressProps {
  readonly phase: string;
  /** 0..1 within the phase. */
  readonly fraction: number;
}

/** What is being done, and how far that is. */
export function Progress({ phase, fraction }: ProgressProps) {
  const whole = Math.floor(fraction * 100);
  const name = phase.charAt(0).toUpperCase() + phase.slice(1);
  return (
    <div
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={whole}
      aria-valuetext={text.run.progress(name, whole)}
    >
      <div className="sf-progress-line">
        <div className="sf-progress-phase">{name}</div>
        <div className="sf-progress-number">{whole} %</div>
      </div>
      <div className="sf-progress-track">
        <div className="sf-progress-fill" style={{ width: percent(fraction) }} />
      </div>
    </div>
  );
}
