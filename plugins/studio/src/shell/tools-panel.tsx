// SPDX-License-Identifier: Apache-2.0
// The panels' components, where Studio shows them.
import { type PanelStore, SfumatoPanel, StageOverlay } from '@sfumato/panels';

export function ToolsPanel({ store }: { readonly store: PanelStore }) {
  return (
    <section className="tools" aria-label="Tools">
      <SfumatoPanel store={store} />
    </section>
  );
}

/** Points, box, strokes, lights and the panel's wipe, over the picture. */
export function PanelOverlay({ store }: { readonly store: PanelStore }) {
  return <StageOverlay store={store} />;
}
