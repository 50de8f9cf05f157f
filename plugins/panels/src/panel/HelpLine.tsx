// SPDX-License-Identifier: Apache-2.0
import { classes } from '../controls/classes.js';
import { text } from '../text/en.js';
import { useObservable, usePanel } from './context.js';

/** From this width on, every help fits in a line less. */
const roomyFrom = 310;

/** Says what the control under the pointer, or with the focus, does. Screen readers get it from the control itself. */
export function HelpLine() {
  const { help: source, width } = usePanel();
  const help = useObservable(source);
  return (
    <div className={classes('sf-help', width >= roomyFrom && 'sf-help-roomy')} aria-hidden="true">
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
