// SPDX-License-Identifier: Apache-2.0
import type { ToolState } from '../store/state.js';

/** What the engine says about the result that is shown, or else about the draft. */
export function Notes({ own }: { readonly own: ToolState }) {
  const shown = own.results.find(({ id }) => id === own.shown);
  const notes = shown?.outcome.notes ?? own.draft?.result.notes ?? [];
  return notes.map(({ id, text }) => (
    <div className="sf-note" key={id}>
      {text}
    </div>
  ));
}
