// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { wideFrom } from '../controls/ControlRow.js';
import { classes } from '../controls/classes.js';
import type { PanelEngine } from '../engine/port.js';
import type { HostBridge } from '../host/bridge.js';
import { Stage } from '../stage/Stage.js';
import { observeSize } from '../stage/size.js';
import { createPanelStore, type PanelStore } from '../store/panel-store.js';
import type { PanelState } from '../store/state.js';
import { ConnectionCard } from './ConnectionCard.js';
import { createHelp, PanelProvider, usePanel, usePanelState, useTheme, useTool } from './context.js';
import { DocumentCard } from './DocumentCard.js';
import { ErrorCard } from './ErrorCard.js';
import { HelpLine } from './HelpLine.js';
import { ModelList } from './ModelList.js';
import { Notes } from './Notes.js';
import { ResultHistory } from './ResultHistory.js';
import { RunBar } from './RunBar.js';
import { Toolbar } from './Toolbar.js';
import { ToolControls } from './ToolControls.js';
import { ToolTabs } from './ToolTabs.js';
import { ViewBar } from './ViewBar.js';

/** Either a store that the host made, and uses for its own viewer too, or what a store is made of. */
export type SfumatoPanelProps =
  | { readonly store: PanelStore }
  | { readonly bridge: HostBridge; readonly engine: PanelEngine; readonly tool?: string };

/** The panel: it fills the element that it is put in. Styles: `@sfumato/panels/panels.css`. */
export function SfumatoPanel(props: SfumatoPanelProps) {
  return 'store' in props ? <Panel store={props.store} /> : <OwnStore {...props} />;
}

function OwnStore({ bridge, engine, tool }: Exclude<SfumatoPanelProps, { store: PanelStore }>) {
  const [store, setStore] = useState<PanelStore | null>(null);
  useEffect(() => {
    const made = createPanelStore({ bridge, engine, ...(tool === undefined ? {} : { tool }) });
    setStore(made);
    return () => made.close();
  }, [bridge, engine, tool]);
  return store && <Panel store={store} />;
}

const usualWidth = 260;

function Panel({ store }: { readonly store: PanelStore }) {
  const root = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(usualWidth);
  const help = useMemo(createHelp, []);
  const surroundings = useMemo(() => ({ store, help, width }), [store, help, width]);
  useLayoutEffect(
    () => (root.current ? observeSize(root.current, (size) => setWidth(size.width)) : undefined),
    [],
  );
  return (
    <PanelProvider value={surroundings}>
      <div ref={root} className="sf-root">
        <Themed />
      </div>
    </PanelProvider>
  );
}

const selectTools = (state: PanelState) => state.tools;
const selectProblem = (state: PanelState) => state.document?.problem;

function Themed() {
  const { store, width } = usePanel();
  const theme = useTheme();
  const [keys, setKeys] = useState(false);
  const tools = usePanelState(selectTools);
  const problem = usePanelState(selectProblem);
  const now = useTool();

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Tab' || event.key.startsWith('Arrow')) setKeys(true);
    const undoing = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
    if (!undoing || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    if (event.shiftKey) store.edits.redo();
    else store.edits.undo();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches for keys that belong to the whole panel
    <div
      className={classes('sf-panel', `sf-${theme}`, keys && 'sf-keys', width >= wideFrom && 'sf-wide')}
      onKeyDown={onKeyDown}
      onPointerDown={() => setKeys(false)}
    >
      {tools && store.manyTools && now && (
        <ToolTabs tools={tools} value={now.tool.id} onChange={store.selectTool} />
      )}
      <ConnectionCard />
      {now && (
        <>
          <div className="sf-scroll">
            <DocumentCard />
            {!store.bridge.capabilities.ownViewer && !problem && <Stage />}
            <ViewBar {...now} />
            <Toolbar {...now} />
            <Notes own={now.own} />
            <ToolControls {...now} />
            <ResultHistory {...now} />
            <ModelList tool={now.tool} />
          </div>
          <ErrorCard />
          <RunBar {...now} />
          <HelpLine />
        </>
      )}
    </div>
  );
}
