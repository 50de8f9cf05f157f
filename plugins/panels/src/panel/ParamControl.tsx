// SPDX-License-Identifier: Apache-2.0
import { memo } from 'react';
import { AngleControl } from '../controls/AngleControl.js';
import { CheckControl } from '../controls/CheckControl.js';
import { ChoiceControl } from '../controls/ChoiceControl.js';
import { ColourControl } from '../controls/ColourControl.js';
import { NumberControl } from '../controls/NumberControl.js';
import { SeedControl } from '../controls/SeedControl.js';
import { TextControl } from '../controls/TextControl.js';
import type { Param } from '../engine/port.js';
import { isRgb } from '../params/shape.js';
import { usePanel } from './context.js';

export interface ParamControlProps {
  readonly id: string;
  readonly param: Param;
  readonly value: unknown;
}

/**
 * The control for one param, made from its declaration. Marks and lights have editors of their own. Drawn anew only when
 * its value changes: a light that is dragged must not pay for thirty sliders.
 */
export const ParamControl = memo(function ParamControl({ id, param, value }: ParamControlProps) {
  const { edits } = usePanel().store;
  const head = { label: param.title, help: param.help };
  const set = (next: unknown, going = false) => edits.set(id, next, going);
  switch (param.kind) {
    case 'number':
      return (
        <NumberControl
          {...head}
          value={typeof value === 'number' ? value : param.default}
          initial={param.default}
          range={param}
          onChange={set}
        />
      );
    case 'boolean':
      return <CheckControl {...head} value={value === true} onChange={set} />;
    case 'choice':
      return (
        <ChoiceControl
          {...head}
          options={param.choices}
          value={typeof value === 'string' ? value : param.default}
          initial={param.default}
          onChange={set}
        />
      );
    case 'colour':
      return (
        <ColourControl
          {...head}
          value={isRgb(value) ? value : param.default}
          initial={param.default}
          onChange={set}
        />
      );
    case 'angle':
      return (
        <AngleControl
          {...head}
          value={typeof value === 'number' ? value : param.default}
          initial={param.default}
          onChange={set}
        />
      );
    case 'text':
      return (
        <TextControl
          {...head}
          value={typeof value === 'string' ? value : param.default}
          initial={param.default}
          maxLength={param.maxLength}
          onChange={set}
        />
      );
    case 'seed':
      return (
        <SeedControl
          {...head}
          value={typeof value === 'number' ? value : param.default}
          initial={param.default}
          onChange={set}
        />
      );
    default:
      return null;
  }
});
