// SPDX-License-Identifier: Apache-2.0
import { classes } from '../controls/classes.js';
import { Fold } from '../controls/Fold.js';
import { IconButton } from '../controls/IconButton.js';
import type { ToolDescription } from '../engine/port.js';
import type { ResultEntry, ToolState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';

export interface ResultHistoryProps {
  readonly tool: ToolDescription;
  readonly own: ToolState;
}

/** Results of this session, newest first: look at one again, bring back its settings, place it again. */
export function ResultHistory({ tool, own }: ResultHistoryProps) {
  const { results } = own;
  return (
    <Fold
      id={`${tool.id}.results`}
      title={text.history.title}
      note={results.length > 0 ? `${results.length}` : undefined}
    >
      {results.length === 0 && <div className="sf-hint">{text.history.empty}</div>}
      {results.map((result) => (
        <Result key={result.id} result={result} shown={result.id === own.shown} />
      ))}
    </Fold>
  );
}

function Result({ result, shown }: { readonly result: ResultEntry; readonly shown: boolean }) {
  const { store } = usePanel();
  const { id, step, outcome, thumbnail, placed, held } = result;
  const where = held
    ? placed
      ? text.history.placed(text.run.places[placed])
      : text.history.notPlaced
    : text.history.gone;
  return (
    <div className={classes('sf-result', shown && 'sf-result-on')}>
      <button
        type="button"
        className="sf-result-look"
        aria-pressed={shown}
        disabled={!held}
        onClick={() => store.show(shown ? null : id)}
      >
        <div className="sf-result-picture">
          {thumbnail !== null && <img className="sf-small" src={thumbnail} alt="" />}
        </div>
        <div className="sf-result-words">
          <div className="sf-result-line">
            <div className="sf-result-title">{step}</div>
            <div className="sf-result-time">{text.history.seconds(outcome.elapsedMs)}</div>
          </div>
          <div className="sf-result-where">{where}</div>
        </div>
      </button>
      <div className="sf-result-actions">
        <IconButton icon="undo" label={text.history.bringBack} onPress={() => store.bringBack(id)} />
        <IconButton
          icon="plus"
          label={text.history.place}
          disabled={!held || !store.bridge.capabilities.place.length}
          onPress={() => void store.apply.placeAgain(id)}
        />
        <IconButton icon="clear" label={text.history.remove} onPress={() => store.apply.remove(id)} />
      </div>
    </div>
  );
}
