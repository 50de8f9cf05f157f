// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import { Button } from '../controls/Button.js';
import { text } from '../text/en.js';

export interface NameFormProps {
  readonly initial: string;
  readonly onName: (name: string) => void;
  readonly onCancel: () => void;
}

/** Asks for the name of a preset. */
export function NameForm({ initial, onName, onCancel }: NameFormProps) {
  const [name, setName] = useState(initial);
  const [message, setMessage] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const take = () => (name.trim() === '' ? setMessage(text.presets.unnamed) : onName(name));
  return (
    <div className="sf-form">
      <div className="sf-entry-box">
        <input
          ref={input}
          type="text"
          className="sf-text-input"
          aria-label={text.presets.name}
          placeholder={text.presets.name}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take();
            if (event.key === 'Escape') onCancel();
          }}
        />
      </div>
      {message !== null && (
        <div className="sf-message" role="status">
          {message}
        </div>
      )}
      <div className="sf-form-actions">
        <Button onPress={onCancel}>{text.run.cancel}</Button>
        <Button kind="primary" onPress={take}>
          {text.presets.save}
        </Button>
      </div>
    </div>
  );
}
