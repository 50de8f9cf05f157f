// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect, useRef, useState } from 'react';
import { usePanel, usePanelState, useTool } from '../panel/context.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { overStage, percent, visiblePart, wholePart } from './geometry.js';
import { StageOverlay } from './StageOverlay.js';
import { observeSize } from './size.js';

const selectStage = (state: PanelState) => state.stage;
const selectDocument = (state: PanelState) => state.document;

/** Upright pictures leave room for the controls: their width is this much of the panel's, by their aspect. */
const widthOf = (aspect: number) => Math.min(1, Math.max(0.4, aspect * 1.1));

/** The panel's own small view of the picture, for hosts without one. */
export function Stage() {
  const { store } = usePanel();
  const { main, after, aspect } = usePanelState(selectStage);
  const document = usePanelState(selectDocument);
  const now = useTool();
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });

  useLayoutEffect(() => {
    if (!box.current) return;
    return observeSize(box.current, (next) => {
      setSize(next);
      store.stage.resize(next);
    });
  }, [store]);

  if (!document) return <div className="sf-stage sf-stage-empty">{text.view.noPicture}</div>;
  const view = now?.own.view;
  const part = view && size.width > 0 ? visiblePart(view, document, size) : wholePart;
  const wipe = view?.wipe ?? 0.5;
  const shownAspect = main === null ? document.width / document.height : aspect;
  return (
    <div className="sf-stage">
      <div className="sf-stage-frame" style={{ width: percent(widthOf(shownAspect)) }}>
        <div ref={box} className="sf-stage-box" style={{ paddingBottom: percent(1 / shownAspect) }}>
          {main === null ? (
            <div className="sf-stage-note">{text.view.loading}</div>
          ) : (
            <img className="sf-stage-image" src={main} alt={document.title} />
          )}
          {after !== null && (
            <div className="sf-stage-after" style={{ left: percent(wipe), width: percent(1 - wipe) }}>
              <img
                className="sf-stage-image"
                src={after}
                alt=""
                style={{
                  left: percent(wipe === 1 ? 0 : -wipe / (1 - wipe)),
                  width: percent(wipe === 1 ? 1 : 1 / (1 - wipe)),
                }}
              />
            </div>
          )}
          <div className="sf-stage-over" style={overStage(part)}>
            <StageOverlay store={store} />
          </div>
          {now?.own.drafting && <div className="sf-stage-badge">{text.view.drafting}</div>}
        </div>
      </div>
    </div>
  );
}
