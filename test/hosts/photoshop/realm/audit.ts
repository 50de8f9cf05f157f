// SPDX-License-Identifier: Apache-2.0
// Looks over what a panel has drawn, after every change of it, for what UXP does not have.
import { displays, elements, properties } from '../../../panels/uxp-subset.js';

/** Attributes that do nothing there, or harm. */
const attributes = ['for', 'tabindex', 'contenteditable', 'draggable', 'required', 'pattern'];
const inputs = new Set(['text', 'number', 'range', 'checkbox', 'radio', 'password', 'search']);

/** Kept up to date: one sentence for each thing that was ever wrong. */
export function watch(root: Node): ReadonlySet<string> {
  const problems = new Set<string>();
  let due = false;
  const look = () => {
    due = false;
    for (const element of document.body.querySelectorAll('*')) {
      if (element.tagName !== 'SCRIPT') for (const problem of problemsOf(element)) problems.add(problem);
    }
  };
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(look);
  }).observe(root, { subtree: true, childList: true, attributes: true });
  return problems;
}

function* problemsOf(element: Element): Generator<string> {
  const name = element.tagName;
  if (!elements.has(name)) yield `<${name}> is not known`;
  for (const attribute of attributes) {
    if (element.hasAttribute(attribute)) yield `<${name} ${attribute}> has no effect`;
  }
  for (const side of ['width', 'height']) {
    const value = element.getAttribute(side);
    if (value !== null && /^\d+$/.test(value)) yield `<${name} ${side}="${value}"> has no unit`;
  }
  const { display } = getComputedStyle(element);
  if (!displays.has(display)) yield `<${name}> is shown as ${display}`;
  if (element instanceof HTMLElement) {
    for (const property of element.style) {
      if (!property.startsWith('--') && !known(property)) yield `<${name} style="${property}"> is not known`;
    }
  }
  if (element instanceof HTMLInputElement) {
    if (!inputs.has(element.type)) yield `<INPUT type="${element.type}"> is not known`;
    if (isText(element) && isCovered(element))
      yield `something lies over the text field “${labelOf(element)}”`;
  }
}

/** The browser spells shorthands out. */
const longhands =
  /^(background-(position-[xy]|origin|clip)|border-image-.*|flex-(grow|shrink|basis)|overflow-[xy])$/;
const known = (property: string) => properties.has(property) || longhands.test(property);

const isText = ({ type }: HTMLInputElement) => ['text', 'number', 'password', 'search'].includes(type);
const labelOf = (input: HTMLInputElement) => input.getAttribute('aria-label') ?? input.name;

/** Text fields are drawn by the system, over everything: whatever lies over them would be hidden. */
function isCovered(input: HTMLInputElement): boolean {
  const { left, top, width, height } = input.getBoundingClientRect();
  if (width === 0 || height === 0) return false;
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  // Outside of the window there is nothing.
  if (!seen || seen === input || seen.contains(input) || input.contains(seen)) return false;
  return scrollParents(input).every((parent) =>
    overlaps(parent.getBoundingClientRect(), left, top, width, height),
  );
}

function scrollParents(element: Element): Element[] {
  const parents: Element[] = [];
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (getComputedStyle(at).overflowY !== 'visible') parents.push(at);
  }
  return parents;
}

const overlaps = (box: DOMRect, left: number, top: number, width: number, height: number) =>
  box.left <= left + width / 2 &&
  box.right >= left + width / 2 &&
  box.top <= top + height / 2 &&
  box.bottom >= top + height / 2;
