// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useEffect, useRef } from 'react';
import type { EngineConnection } from '../engine/protocol.js';
import { useStore } from '../shell/use-store.js';
import { onStage } from './geometry.js';
import { attachPointer } from './pointer.js';
import type { Scene } from './scene.js';
import { StageDriver } from './stage-driver.js';
import type { ViewerStore } from './viewer-store.js';
import { WipeHandle } from './wipe-handle.js';

export interface StageProps {
  readonly engine: EngineConnection;
  readonly viewer: ViewerStore;
  readonly scene: Scene | null;
  /** Whether the space bar is down. */
  readonly panning: boolean;
  /** Changes when frames are gone, so that nothing of them is drawn any more. */
  readonly session: number;
  /** What lies exactly over the picture: points, box, lights. */
  readonly children?: ReactNode;
}

/** The picture, and what lies over it. */
export function Stage({ engine, viewer, scene, panning, session, children }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const driver = useRef<StageDriver | null>(null);
  const latest = useRef({ scene, panning });
  latest.current = { scene, panning };
  const state = useStore(viewer);

  useEffect(() => {
    if (!canvas.current || !stage.current) return;
    const made = new StageDriver({
      canvas: canvas.current,
      engine,
      scene: () => latest.current.scene,
      look: () => {
        const { view, stage: size, ratio } = viewer.get();
        return { view, stage: size, ratio, checker: ['#8e8e8e', '#727272'] };
      },
    });
    driver.current = made;
    const stopWatching = watchSize(stage.current, viewer);
    const stopPointer = attachPointer(stage.current, viewer, () => latest.current.panning);
    return () => {
      stopWatching();
      stopPointer();
      made.stop();
      driver.current = null;
    };
  }, [engine, viewer]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session is the reason to forget all tiles
  useEffect(() => driver.current?.reset(), [session]);
  // Any new state may change what is drawn; drawing itself happens once a screen refresh.
  useEffect(() => driver.current?.schedule());

  const { view, ratio, canvas: picture } = state;
  const place = picture && onStage(view, picture);
  return (
    <div className="stage" ref={stage} data-pan={panning || undefined}>
      <canvas ref={canvas} className="stage-canvas" />
      {place && (
        <div
          className="stage-overlay"
          style={{
            left: place.x / ratio,
            top: place.y / ratio,
            width: place.width / ratio,
            height: place.height / ratio,
          }}
        >
          {state.marks && children}
          {state.wipe !== null && (
            <WipeHandle
              wipe={state.wipe}
              above={Math.max(0, -place.y / ratio)}
              below={Math.max(0, (place.y + place.height - state.stage.height) / ratio)}
              onChange={(wipe) => viewer.setWipe(wipe)}
            />
          )}
        </div>
      )}
    </div>
  );
}

/** Tells the viewer the stage's size in device pixels. */
function watchSize(stage: HTMLElement, viewer: ViewerStore): () => void {
  const measure = () => {
    const ratio = window.devicePixelRatio;
    const { width, height } = stage.getBoundingClientRect();
    const device = (length: number) => Math.max(1, Math.round(length * ratio));
    viewer.resize({ width: device(width), height: device(height) }, ratio);
  };
  const observer = new ResizeObserver(measure);
  observer.observe(stage);
  // Zooming the page or moving to another screen changes the ratio without a resize in CSS pixels.
  window.addEventListener('resize', measure);
  measure();
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', measure);
  };
}
