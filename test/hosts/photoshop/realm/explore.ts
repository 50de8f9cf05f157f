// SPDX-License-Identifier: Apache-2.0
// Presses what a panel has to press, once each, so that all it can draw is drawn and audited.

/** Controls that run, stop or save something. */
const consequential = /Apply|Save|Import|Export|Cancel/;
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent ?? '';

/** Three times over, because pressing brings new controls. Menus are closed again. Gives the names of what was pressed. */
export async function pressEverything(): Promise<readonly string[]> {
  const pressed = new Set<string>();
  for (let pass = 0; pass < 3; pass++) {
    for (const control of document.querySelectorAll<HTMLElement>('button, [role=button]')) {
      const name = nameOf(control);
      if (!control.isConnected || pressed.has(name) || consequential.test(name)) continue;
      pressed.add(name);
      control.click();
      await drawn();
      if (!control.getAttribute('aria-haspopup') || control.getAttribute('aria-expanded') !== 'true')
        continue;
      control.click();
      await drawn();
    }
  }
  return [...pressed];
}
