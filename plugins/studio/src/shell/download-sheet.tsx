// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { DocumentStore } from '../document/document-store.js';
import { pictureLayer } from '../document/layer.js';
import { type OfferedFormat, type SaveChoice, saveFormats, saveRequest, stemOf } from '../document/save.js';
import type { SaveRequest } from '../engine/protocol.js';
import { Sheet } from './sheet.js';

export interface DownloadSheetProps {
  readonly document: DocumentStore;
  readonly onClose: () => void;
  readonly onSave: (request: SaveRequest) => void;
}

const formats = Object.keys(saveFormats).filter((f): f is OfferedFormat => f in saveFormats);
const depthText = { 8: '8 bits', 16: '16 bits', 32: '32 bits, float' } as const;

/** Which layer, as which file. */
export function DownloadSheet({ document, onClose, onSave }: DownloadSheetProps) {
  const snapshot = document.snapshot();
  const { arrangement, contents } = snapshot;
  const ready = arrangement.layers.filter(({ content }) => contents.get(content)?.state === 'ready');
  const chosen = ready.find(({ id }) => id === arrangement.active) ?? pictureLayer(arrangement);
  const [what, setWhat] = useState(chosen?.id ?? '');
  const [format, setFormat] = useState<OfferedFormat>('png');
  const [bits, setBits] = useState<SaveChoice['bits']>(document.facts.bits > 8 ? 16 : 8);
  const [quality, setQuality] = useState(95);
  const { bits: depths, quality: lossy } = saveFormats[format];
  const whole = format === 'psd';
  const layer = ready.find(({ id }) => id === what);
  const depth = depths.find((d) => d === bits) ?? depths[0];
  const save = () => {
    if (!layer) return;
    const choice: SaveChoice = {
      format,
      ...(!whole && { bits: depth }),
      ...(lossy && { quality }),
    };
    const stem = stemOf(snapshot, layer, document.file.name, whole);
    const request = saveRequest(snapshot, layer, choice, stem);
    if (request) onSave(request);
  };
  return (
    <Sheet title="Download" onClose={onClose}>
      <form className="download" method="dialog" onSubmit={save}>
        <fieldset className="formats">
          <legend>Format</legend>
          {formats.map((id) => (
            <label key={id} data-chosen={id === format || undefined}>
              <input
                type="radio"
                name="format"
                value={id}
                checked={id === format}
                onChange={() => setFormat(id)}
              />
              <strong>{saveFormats[id].title}</strong>
              <span>{saveFormats[id].help}</span>
            </label>
          ))}
        </fieldset>
        <div className="fields">
          {!whole && (
            <label>
              <span>Layer</span>
              <select value={what} onChange={(event) => setWhat(event.target.value)}>
                {ready.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
          {depths.length > 1 && (
            <label>
              <span>Depth</span>
              <select
                value={depth}
                onChange={(event) => setBits(depths.find((d) => d === Number(event.target.value)))}
              >
                {depths.map((d) => (
                  <option key={d} value={d}>
                    {depthText[d]}
                  </option>
                ))}
              </select>
            </label>
          )}
          {lossy && (
            <label>
              <span>Quality</span>
              <input
                type="number"
                min={1}
                max={100}
                value={quality}
                onChange={(event) => setQuality(Number(event.target.value))}
              />
            </label>
          )}
        </div>
        <p className="hint">
          {whole
            ? 'All layers, hidden ones too, as they lie here. Opacity is not written.'
            : 'The pixels of this layer, at full depth, with the colour profile and Exif of the file. Opacity is not written.'}
        </p>
        <div className="sheet-foot">
          <button type="submit" className="button primary" disabled={!layer}>
            Download
          </button>
        </div>
      </form>
    </Sheet>
  );
}
