// SPDX-License-Identifier: Apache-2.0
import { Button } from '../controls/Button.js';
import { classes } from '../controls/classes.js';
import type { ToolState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';

export interface VariationStripProps {
  readonly own: ToolState;
  readonly seedParam: string;
}

const atOnce = 4;

/** Small pictures of other seeds: choose one by looking. */
export function VariationStrip({ own, seedParam }: VariationStripProps) {
  const { store } = usePanel();
  const { variations } = own;
  const chosen = own.values.present[seedParam];
  const making = variations.some(({ thumbnail }) => thumbnail === null);
  return (
    <div>
      {variations.length > 0 && (
        <div className="sf-variations" role="listbox" aria-label={text.variations.title}>
          {variations.map(({ seed, thumbnail }) => (
            <div className="sf-variation-cell" key={seed}>
              <button
                type="button"
                role="option"
                aria-selected={seed === chosen}
                aria-label={text.variations.name(seed)}
                className={classes('sf-variation', seed === chosen && 'sf-variation-on')}
                disabled={thumbnail === null}
                onClick={() => store.edits.set(seedParam, seed)}
              >
                <div className="sf-variation-picture">
                  {thumbnail !== null && <img className="sf-small" src={thumbnail} alt="" />}
                </div>
                <div className="sf-variation-seed">{seed}</div>
              </button>
            </div>
          ))}
        </div>
      )}
      <div className="sf-row">
        <Button
          help={text.variations.help}
          disabled={making}
          onPress={() => void store.variations.make(atOnce)}
        >
          {variations.length === 0 ? text.variations.make : text.variations.more}
        </Button>
      </div>
    </div>
  );
}
