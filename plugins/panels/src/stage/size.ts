// SPDX-License-Identifier: Apache-2.0

/** Tells an element's size now and whenever it changes. Where nothing observes sizes, it is told once. */
export function observeSize(
  element: HTMLElement,
  told: (size: { readonly width: number; readonly height: number }) => void,
): () => void {
  const tell = () => {
    const { width, height } = element.getBoundingClientRect();
    if (width > 0 && height > 0) told({ width, height });
  };
  tell();
  if (typeof ResizeObserver === 'undefined') return () => {};
  const observer = new ResizeObserver(tell);
  observer.observe(element);
  return () => observer.disconnect();
}
