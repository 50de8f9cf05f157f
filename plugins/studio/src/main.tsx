// SPDX-License-Identifier: Apache-2.0
import { createPanelStore } from '@sfumato/panels';
import { createRoot } from 'react-dom/client';
import { connect } from './engine/connect.js';
import { createStudioBridge } from './host/studio-bridge.js';
import { App } from './shell/app.js';
import { createTheme } from './shell/theme.js';
import { Studio } from './studio.js';
import { createUndo } from './undo.js';
import { ViewerStore } from './viewer/viewer-store.js';

const root = document.getElementById('root');
if (!root) throw new Error('Expected an element with the id root but the page has none');

const studio = new Studio(connect(root.dataset.version ?? 'unknown'));
const viewer = new ViewerStore();
const theme = createTheme(localStorage, document.documentElement);
const bridge = createStudioBridge({
  theme,
  document: studio.document,
  record: studio.record,
  viewer,
  holds: (frame) => studio.holds(frame),
  tools: () => studio.engine.tools(),
});
// A draft comes with the first change: until then the document shows as it is.
const panel = createPanelStore({ engine: studio.engine, bridge, draftOnOpen: false });
studio.holders.push((frame) =>
  Object.values(panel.get().byTool).some(({ results }) =>
    results.some(({ outcome }) => Object.values(outcome.outputs).some((output) => output.frame === frame)),
  ),
);
const undo = createUndo(panel, studio.document);

// Pictures that were worked on and not downloaded are lost with the page: the browser asks first.
window.addEventListener('beforeunload', (event) => {
  if (studio.state.documents.some((open) => open.snapshot().unsaved)) event.preventDefault();
});

createRoot(root).render(
  <App studio={studio} engine={studio.engine} viewer={viewer} panel={panel} undo={undo} theme={theme} />,
);
