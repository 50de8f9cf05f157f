// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { type Hsv, hsvOf, rgbOf } from '../colour/hsv.js';
import { brightnessOf, hexOf, parseHex } from '../colour/srgb.js';
import type { Rgb } from '../engine/port.js';
import { sameValue } from '../params/check.js';
import { text } from '../text/en.js';
import { ControlRow } from './ControlRow.js';
import { NumberControl } from './NumberControl.js';

export interface ColourControlProps {
  readonly label: string;
  readonly help: string;
  /** Linear light; the swatch shows what a screen can show of it. */
  readonly value: Rgb;
  readonly initial?: Rgb | undefined;
  readonly onChange: (value: Rgb, going: boolean) => void;
}

const ranges = {
  hue: { min: 0, max: 360, step: 1, unit: '°' },
  saturation: { min: 0, max: 100, step: 1, unit: '%' },
  value: { min: 0, max: 200, step: 1, unit: '%' },
} as const;

/** A colour by swatch, hex value, and hue, saturation and brightness. */
export function ColourControl({ label, help, value, initial, onChange }: ColourControlProps) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [before, setBefore] = useState<Hsv | undefined>(undefined);
  const hsv = hsvOf(value, before);
  const hex = hexOf(value);

  function take(): void {
    if (typed === null) return;
    setTyped(null);
    const colour = parseHex(typed);
    setMessage(colour ? null : text.colour.notHex);
    if (colour && hexOf(colour) !== hex) onChange(colour, false);
  }

  function setHsv(next: Hsv, going: boolean): void {
    setBefore(next);
    setMessage(null);
    onChange(rgbOf(next), going);
  }

  return (
    <div>
      <ControlRow
        label={label}
        help={help}
        changed={initial !== undefined && !sameValue(value, initial)}
        onReset={initial === undefined ? undefined : () => onChange(initial, false)}
        message={message ?? (brightnessOf(value) > 1.0005 ? text.colour.brighter : null)}
        end={
          <div className="sf-colour">
            <button
              type="button"
              className="sf-swatch"
              style={{ backgroundColor: hex }}
              aria-label={text.colour.edit(label)}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            />
            <div className="sf-entry">
              <div className="sf-entry-box">
                <input
                  type="text"
                  className="sf-entry-input sf-entry-hex"
                  aria-label={text.colour.hex(label)}
                  value={typed ?? hex}
                  onChange={(event) => setTyped(event.target.value)}
                  onFocus={(event) => event.target.select()}
                  onBlur={take}
                  onKeyDown={(event) => {
                    if (event.key === 'Enter') take();
                    if (event.key === 'Escape') setTyped(null);
                  }}
                />
              </div>
            </div>
          </div>
        }
      />
      {open && (
        <div className="sf-indent">
          <NumberControl
            label={text.colour.hue}
            help=""
            value={hsv.hue}
            range={ranges.hue}
            onChange={(hue, going) => setHsv({ ...hsv, hue }, going)}
          />
          <NumberControl
            label={text.colour.saturation}
            help=""
            value={hsv.saturation * 100}
            range={ranges.saturation}
            onChange={(share, going) => setHsv({ ...hsv, saturation: share / 100 }, going)}
          />
          <NumberControl
            label={text.colour.value}
            help=""
            value={hsv.value * 100}
            range={ranges.value}
            onChange={(share, going) => setHsv({ ...hsv, value: share / 100 }, going)}
          />
        </div>
      )}
    </div>
  );
}
