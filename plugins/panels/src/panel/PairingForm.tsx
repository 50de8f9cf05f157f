// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from '../controls/Button.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';

const words = text.connection.pair;

/** A code as the engine shows it: six digits in two groups. What is no digit is passed over. */
export function pairingCode(typed: string): string {
  const digits = typed.replace(/\D/g, '').slice(0, 6);
  return digits.length > 3 ? `${digits.slice(0, 3)}-${digits.slice(3)}` : digits;
}

/** First run: the engine lets a panel in that shows a code which only the person at this computer can have. */
export function PairingForm({ reason }: { readonly reason: string }) {
  const { store } = usePanel();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const complete = code.length === 7;
  const pair = () => {
    setTried(true);
    if (complete) store.engine.pair(code);
  };
  return (
    <>
      <div className="sf-connection-title">{words.title}</div>
      <div className="sf-connection-cause">{words.cause}</div>
      <div className="sf-connection-cause">{words.how}</div>
      <div className="sf-command">{words.command}</div>
      <div className="sf-pairing">
        <div className="sf-entry-box sf-grow">
          <input
            type="text"
            className="sf-text-input"
            aria-label={words.code}
            placeholder={words.example}
            value={code}
            onChange={(event) => setCode(pairingCode(event.target.value))}
            onKeyDown={(event) => {
              if (event.key === 'Enter') pair();
            }}
          />
        </div>
        <Button kind="primary" onPress={pair}>
          {words.button}
        </Button>
      </div>
      <div className="sf-hint" role="status">
        {tried && !complete ? words.incomplete : reason}
      </div>
    </>
  );
}
