// SPDX-License-Identifier: Apache-2.0
// What UXP documents of CSS and lacks of the browser (Photoshop's UXP reference, `reference-css`, and its known issues).

/** The properties that have a page of their own. */
const documented = `align-content align-items align-self background background-attachment background-color
  background-image background-repeat background-size border border-bottom border-bottom-color border-bottom-left-radius
  border-bottom-right-radius border-bottom-style border-bottom-width border-color border-left border-left-color
  border-left-style border-left-width border-radius border-right border-right-color border-right-style
  border-right-width border-style border-top border-top-color border-top-left-radius border-top-right-radius
  border-top-style border-top-width border-width bottom color display flex flex-basis flex-direction flex-grow
  flex-shrink flex-wrap font-family font-size font-style font-weight height justify-content left letter-spacing margin
  margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow
  overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top right text-align text-overflow
  top visibility white-space width`;

/** Used in the reference's own examples. */
const shown = 'position z-index line-height cursor pointer-events vertical-align';

/** Without effect in UXP, and without harm: they only calm browsers, which do more by themselves. */
const harmless = 'outline user-select touch-action';

export const properties = new Set(`${documented} ${shown} ${harmless}`.split(/\s+/).filter(Boolean));

export const displays = new Set(['none', 'inline', 'block', 'inline-block', 'flex', 'inline-flex']);

export const pseudoClasses = new Set(
  `active checked defined disabled empty enabled first-child focus hover last-child nth-child nth-last-child
   nth-last-of-type nth-of-type only-child root before after`
    .split(/\s+/)
    .filter(Boolean),
);

export const units = new Set('em rem vh vw vmin vmax cm mm in pc pt px %'.split(' '));

export const elements = new Set(['DIV', 'SPAN', 'BUTTON', 'INPUT', 'IMG', 'TEXTAREA']);

/** Globals that a browser has and UXP has not. */
export const missingGlobals = [
  'Worker',
  'SharedWorker',
  'TextDecoder',
  'MutationObserver',
  'WebAssembly',
  'OffscreenCanvas',
  'createImageBitmap',
  'indexedDB',
  'caches',
  'matchMedia',
  'requestIdleCallback',
  'queueMicrotask',
  'structuredClone',
  'MessageChannel',
  'localStorage',
];

/** JSX attributes that do nothing or harm there. */
export const missingAttributes = [
  'htmlFor',
  'tabIndex',
  'contentEditable',
  'draggable',
  'defaultValue',
  'onKeyPress',
  'dangerouslySetInnerHTML',
];

/** Rules of a flat style sheet. Enough for ours: no nesting, and no at-rule but those that the caller refuses. */
export function declarationsOf(css) {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [];
  for (const [, selector = '', body = ''] of plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    for (const line of body.split(';')) {
      const at = line.indexOf(':');
      if (at < 0) continue;
      found.push({
        selector: selector.trim().replace(/\s+/g, ' '),
        property: line.slice(0, at).trim(),
        value: line.slice(at + 1).trim(),
      });
    }
  }
  return found;
}

const isNothing = (value) => /^(0(px|%)?|none|auto)(\s+(0(px|%)?|none|auto))*$/.test(value);

/** What in a style sheet UXP does not document, one sentence each. */
export function problemsOf(css) {
  const problems = [];
  const sheet = css.replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [rule] of sheet.matchAll(/@[a-z-]+/g)) problems.push(`${rule} is not documented`);
  const bySelector = new Map();
  for (const declaration of declarationsOf(css)) {
    const { selector, property, value } = declaration;
    const where = `${selector} { ${property}: ${value} }`;
    bySelector.set(selector, [...(bySelector.get(selector) ?? []), declaration]);
    if (!property.startsWith('--') && !properties.has(property)) problems.push(`${where}: unknown property`);
    if (property === 'display' && !displays.has(value)) problems.push(`${where}: unknown display`);
    for (const [, unit = ''] of value
      .replace(/#[0-9a-f]+/gi, '')
      .matchAll(/(?<![\w-])-?\d*\.?\d+([a-z%]+)/gi))
      if (!units.has(unit)) problems.push(`${where}: unknown unit`);
    for (const [, name = ''] of value.matchAll(/([a-z-]+)\(/g))
      if (!['var', 'calc', 'rgb', 'rgba', 'url'].includes(name)) problems.push(`${where}: unknown function`);
    for (const [, name = ''] of selector.matchAll(/::?([a-z-]+)/g))
      if (!pseudoClasses.has(name)) problems.push(`${selector}: unknown pseudo-class`);
    if (selector.includes('*')) problems.push(`${selector}: selects everything`);
  }
  for (const [selector, own] of bySelector) {
    const has = (test) => own.some((d) => test(d) && !isNothing(d.value));
    const sized = has(({ property }) => property === 'width' || property === 'height');
    const padded = has(({ property }) =>
      /^(padding|border)(-(top|right|bottom|left|width))?$/.test(property),
    );
    if (sized && padded)
      problems.push(`${selector}: has a size and padding or a border, and box-sizing is not documented`);
  }
  return [...new Set(problems)];
}
