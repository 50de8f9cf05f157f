// SPDX-License-Identifier: Apache-2.0

export interface DragHandlers {
  move(event: PointerEvent): void;
  /** After the last move; also when the system took the pointer away. */
  end(event: PointerEvent): void;
}

/**
 * Follows a pointer from where it went down until it is let go, wherever it goes: pointer capture is not everywhere.
 * Gives the way to stop early.
 */
export function followPointer(down: { readonly pointerId: number }, handlers: DragHandlers) {
  const { pointerId } = down;
  const ours = (event: PointerEvent) => event.pointerId === pointerId;
  const move = (event: PointerEvent) => {
    if (ours(event)) handlers.move(event);
  };
  const stop = () => {
    document.removeEventListener('pointermove', move, true);
    document.removeEventListener('pointerup', end, true);
    document.removeEventListener('pointercancel', end, true);
  };
  const end = (event: PointerEvent) => {
    if (!ours(event)) return;
    stop();
    handlers.end(event);
  };
  document.addEventListener('pointermove', move, true);
  document.addEventListener('pointerup', end, true);
  document.addEventListener('pointercancel', end, true);
  return stop;
}
