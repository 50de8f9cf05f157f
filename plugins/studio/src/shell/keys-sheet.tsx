// SPDX-License-Identifier: Apache-2.0
import { bindings, keysText } from './commands.js';
import { isMac } from './platform.js';
import { Sheet } from './sheet.js';

/** What the mouse and the keys do that the table of commands does not say. */
const gestures: readonly { readonly what: string; readonly how: string }[] = [
  { what: 'Zoom at the pointer', how: 'Mouse wheel, pinch' },
  { what: 'Pan', how: 'Space and drag, middle button, two fingers' },
  { what: 'Rename a layer', how: 'Double-click, F2' },
  { what: 'Move a layer', how: 'Drag, Alt ↑ ↓' },
  { what: 'Delete a layer', how: 'Delete' },
];

const groups = [...new Set(bindings.map(({ group }) => group))];

export function KeysSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Sheet title="Keys" onClose={onClose}>
      <div className="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {bindings
                .filter((binding) => binding.group === group)
                .map(({ command, title, keys }) => (
                  <div key={command}>
                    <dt>{title}</dt>
                    <dd>
                      <kbd>{keysText(keys[0] ?? '', isMac)}</kbd>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Mouse and layers</h3>
          <dl>
            {gestures.map(({ what, how }) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Sheet>
  );
}
