// SPDX-License-Identifier: Apache-2.0
import { useTheme } from '../panel/context.js';
import { type IconName, type IconTone, iconSource } from './icons.js';

export interface IconProps {
  readonly name: IconName;
  readonly tone?: IconTone;
}

/** An icon beside words that say the same: screen readers pass it over. */
export function Icon({ name, tone = 'normal' }: IconProps) {
  return <img className="sf-icon" src={iconSource(name, useTheme(), tone)} alt="" />;
}
