// SPDX-License-Identifier: Apache-2.0
import { text } from '../text/en.js';
import { useObservable, usePanel } from './context.js';

/** Says what the control under the pointer, or with the focus, does. Screen readers get it from the control itself. */
export function HelpLine() {
  const help = useObservable(usePanel().help);
  return (
    <div className="sf-help" aria-hidden="true">
      <div className="sf-help-text">
        {help ? (
          <>
            <span className="sf-help-name">{help.name}</span>
            {help.text !== '' && ` · ${help.text}`}
          </>
        ) : (
          text.help.empty
        )}
      </div>
    </div>
  );
}
