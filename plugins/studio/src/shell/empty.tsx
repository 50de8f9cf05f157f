// SPDX-License-Identifier: Apache-2.0
import type { Sample } from './samples.js';
import { samples } from './samples.js';

export interface EmptyProps {
  readonly onOpen: () => void;
  readonly onSample: (sample: Sample) => void;
}

/** What the page says before a picture is open. */
export function Empty({ onOpen, onSample }: EmptyProps) {
  return (
    <div className="empty">
      <h2 className="welcome">Drop a picture here</h2>
      <p>Mask, fill, relight and denoise. Everything happens on this computer; nothing is sent anywhere.</p>
      <button type="button" className="button primary" onClick={onOpen}>
        Open a picture
      </button>
      <p className="formats-line">PNG, TIFF, JPEG, WebP, AVIF, PSD · 8 and 16 bits, float</p>
      <div className="samples">
        <h3>Or try one of these</h3>
        <ul>
          {samples.map((sample) => (
            <li key={sample.file}>
              <button type="button" onClick={() => onSample(sample)} title={sample.credit}>
                <img src={`samples/${sample.thumbnail}`} alt="" width={132} height={88} />
                <span>{sample.title}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
