// SPDX-License-Identifier: Apache-2.0
// Takes from the browser's own objects what UXP's have not.

/** Events that never come there. */
const never = /^(keypress|drag|dragstart|dragend|dragenter|dragleave|dragover|drop)$/;
/** Errors that nobody caught are not told to the plug-in. */
const untold = /^(error|unhandledrejection)$/;

/** Canvas knows paths, rectangles and gradients, and nothing else. */
const noCanvas = ['drawImage', 'getImageData', 'putImageData', 'createImageData', 'fillText', 'strokeText'];

/** What cannot be taken from a window that tests look into is hidden from the plug-in's script alone. */
const kept = new Set([
  'MutationObserver',
  'TextDecoder',
  'queueMicrotask',
  'localStorage',
  'structuredClone',
]);

export function limit(missing: readonly string[]): void {
  for (const name of missing) if (!kept.has(name)) Reflect.deleteProperty(window, name);
  Object.defineProperty(window, 'devicePixelRatio', { value: 1 });
  const listen = EventTarget.prototype.addEventListener;
  // Only `capture` counts: `once`, `passive` and `signal` are not known.
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (never.test(type) || (this === window && untold.test(type))) return;
    const capture = typeof options === 'object' ? options.capture === true : options === true;
    listen.call(this, type, listener, capture);
  };
  Object.defineProperty(window, 'onerror', { value: null, writable: false });
  for (const name of noCanvas) Reflect.deleteProperty(CanvasRenderingContext2D.prototype, name);
}
