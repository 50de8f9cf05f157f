// SPDX-License-Identifier: Apache-2.0
// Zoom and pan by wheel, trackpad and mouse.
import type { ViewerStore } from './viewer-store.js';

type Wheel = Pick<
  WheelEvent,
  'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

/** What a wheel event means. Pinches come as wheel events with ctrlKey. */
export type WheelMeaning =
  | { readonly zoom: number }
  | { readonly pan: { readonly x: number; readonly y: number } };

/** One notch of a mouse wheel. */
const notch = 100;

/**
 * A mouse wheel zooms, two fingers on a trackpad pan, a pinch zooms. Wheels turn by whole notches and in one direction;
 * trackpads give small steps, often in two.
 */
export function meaningOf(wheel: Wheel): WheelMeaning {
  const line = wheel.deltaMode === 1 ? 33 : wheel.deltaMode === 2 ? 800 : 1;
  const x = wheel.deltaX * line;
  const y = wheel.deltaY * line;
  const notched = wheel.deltaMode !== 0 || (wheel.deltaX === 0 && Math.abs(y) >= 40 && Number.isInteger(y));
  if (wheel.ctrlKey || wheel.metaKey || wheel.altKey)
    return { zoom: 2 ** (-y / (notched ? 2 * notch : notch / 1.5)) };
  if (wheel.shiftKey) return { pan: { x: -(x || y), y: 0 } };
  return notched ? { zoom: 2 ** (-y / (2.5 * notch)) } : { pan: { x: -x, y: -y } };
}

/** Lets a stage be zoomed and panned. `panning` says whether the left button pans now (the space bar is down). */
export function attachPointer(stage: HTMLElement, viewer: ViewerStore, panning: () => boolean): () => void {
  let drag: { readonly id: number; x: number; y: number } | undefined;

  const place = (event: MouseEvent) => {
    const box = stage.getBoundingClientRect();
    const { ratio } = viewer.get();
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const { view, ratio } = viewer.get();
    const meaning = meaningOf(event);
    if ('zoom' in meaning) viewer.zoomAt(place(event), view.scale * meaning.zoom);
    else viewer.panBy(meaning.pan.x * ratio, meaning.pan.y * ratio);
  };
  const onDown = (event: PointerEvent) => {
    const empty = event.target === stage || event.target instanceof HTMLCanvasElement;
    const pans = event.button === 1 || (event.button === 0 && (panning() || empty));
    if (!pans) return;
    // Before the overlay hears of it: a pan makes no marks.
    event.preventDefault();
    event.stopPropagation();
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY };
    stage.setPointerCapture(event.pointerId);
    stage.dataset.panning = 'true';
  };
  const onMove = (event: PointerEvent) => {
    if (drag?.id !== event.pointerId) return;
    const { ratio } = viewer.get();
    viewer.panBy((event.clientX - drag.x) * ratio, (event.clientY - drag.y) * ratio);
    drag.x = event.clientX;
    drag.y = event.clientY;
  };
  const onUp = (event: PointerEvent) => {
    if (drag?.id !== event.pointerId) return;
    drag = undefined;
    delete stage.dataset.panning;
  };
  stage.addEventListener('wheel', onWheel, { passive: false });
  stage.addEventListener('pointerdown', onDown, { capture: true });
  stage.addEventListener('pointermove', onMove);
  stage.addEventListener('pointerup', onUp);
  stage.addEventListener('pointercancel', onUp);
  return () => {
    stage.removeEventListener('wheel', onWheel);
    stage.removeEventListener('pointerdown', onDown, { capture: true });
    stage.removeEventListener('pointermove', onMove);
    stage.removeEventListener('pointerup', onUp);
    stage.removeEventListener('pointercancel', onUp);
  };
}
