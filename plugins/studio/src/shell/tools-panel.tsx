// SPDX-License-Identifier: Apache-2.0
// The panels' components, where Studio shows them.
import type { PanelStore } from '@sfumato/panels';

export function ToolsPanel({ store }: { readonly store: PanelStore }) {
  return <section className="tools" aria-label="Tools" data-tool={store.get().tool} />;
}

/** Points, box, strokes, lights and the panel's wipe, over the picture. */
export function PanelOverlay(_: { readonly store: PanelStore }) {
  return null;
}
