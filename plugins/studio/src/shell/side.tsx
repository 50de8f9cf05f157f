// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';

const narrowest = 260;
const widest = 420;
const key = 'sfumato.side';

const within = (width: number) => Math.min(widest, Math.max(narrowest, Math.round(width)));

function lastWidth(): number {
  const kept = Number(localStorage.getItem(key));
  return kept > 0 ? within(kept) : 320;
}

/** The column at the right, whose width the person chooses. */
export function Side({ children }: { readonly children: ReactNode }) {
  const [width, setWidth] = useState(lastWidth);
  const choose = (next: number) => {
    setWidth(within(next));
    localStorage.setItem(key, String(within(next)));
  };
  const follow = (event: PointerEvent) => {
    if (event.buttons === 1) choose(window.innerWidth - event.clientX);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 10, ArrowRight: -10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(width + step);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a splitter is a separator that can be moved, which hr cannot */}
      <div
        className="splitter"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the panel"
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        aria-valuenow={width}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={follow}
        onDoubleClick={() => choose(320)}
        onKeyDown={onKey}
      />
      <aside className="side" style={{ width }} aria-label="Layers and tools">
        {children}
      </aside>
    </>
  );
}
