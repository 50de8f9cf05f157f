// SPDX-License-Identifier: Apache-2.0
import type { PanelStore, Source, Theme } from '@sfumato/panels';
import { useCallback, useEffect, useState } from 'react';
import type { StudioEngine } from '../engine/protocol.js';
import type { Studio } from '../studio.js';
import type { Undo } from '../undo.js';
import type { ViewerStore } from '../viewer/viewer-store.js';
import { CloseSheet } from './close-sheet.js';
import type { Command } from './commands.js';
import { DownloadSheet } from './download-sheet.js';
import { DropTarget } from './drop-target.js';
import { Empty } from './empty.js';
import { openable, pickFiles, saveAs } from './files.js';
import { KeysSheet } from './keys-sheet.js';
import { LayersPanel } from './layers-panel.js';
import { Notices } from './notices.js';
import { fetchSample } from './samples.js';
import { Side } from './side.js';
import { StatusBar } from './status-bar.js';
import { Tabs } from './tabs.js';
import { toggled } from './theme.js';
import { ToolsPanel } from './tools-panel.js';
import { TopBar } from './top-bar.js';
import { useCommands, useSpace } from './use-commands.js';
import { useConnection } from './use-connection.js';
import { useSnapshot } from './use-snapshot.js';
import { useStore } from './use-store.js';
import { Viewer } from './viewer.js';

export interface AppProps {
  readonly studio: Studio;
  readonly engine: StudioEngine;
  readonly viewer: ViewerStore;
  readonly panel: PanelStore;
  readonly undo: Undo;
  readonly theme: Source<Theme>;
}

/** The page. */
export function App({ studio, engine, viewer, panel, undo, theme }: AppProps) {
  const { documents, active, work, notices } = useStore({
    get: () => studio.state,
    subscribe: studio.subscribe,
  });
  const document = documents.find(({ id }) => id === active) ?? null;
  const snapshot = useSnapshot(document);
  const connection = useConnection(engine);
  const steps = useStore(undo);
  const [sheet, setSheet] = useState<'keys' | 'download' | 'close' | null>(null);
  const space = useSpace();

  const close = (id: string) => {
    const closing = documents.find((open) => open.id === id);
    studio.activate(id);
    if (closing?.snapshot().unsaved) setSheet('close');
    else studio.close(id);
  };
  const title = document?.facts.title;
  useEffect(() => {
    window.document.title = title === undefined ? 'Sfumato Studio' : `${title} – Sfumato Studio`;
  }, [title]);

  const openFiles = useCallback((files: readonly File[]) => void studio.open(files), [studio]);
  const onCommand = useCallback(
    (command: Command) => {
      const open = studio.document.get();
      const { matteLook, backdrop, wipe, marks } = viewer.get();
      const actions: Readonly<Record<Command, () => void>> = {
        open: () => void pickFiles({ accept: openable, multiple: true }).then((files) => studio.open(files)),
        download: () => open && setSheet('download'),
        undo: () => undo.undo(),
        redo: () => undo.redo(),
        zoomIn: () => viewer.zoomStep(1),
        zoomOut: () => viewer.zoomStep(-1),
        fit: () => viewer.fit(),
        actual: () => viewer.actual(),
        compare: () => viewer.setWipe(wipe === null ? 0.5 : null),
        marks: () => viewer.setMarks(!marks),
        nextMatteLook: () => viewer.setMatteLook(after(['overlay', 'grey', 'cutout'], matteLook)),
        nextBackdrop: () => viewer.setBackdrop(after(['checker', 'black', 'white'], backdrop)),
        nextDocument: () => studio.activateNext(),
        theme: () => theme.set(toggled(theme.get())),
        help: () => setSheet('keys'),
      };
      actions[command]();
    },
    [studio, viewer, undo, theme],
  );
  useCommands(onCommand);

  return (
    <div className="studio">
      <TopBar snapshot={snapshot} viewer={viewer} undo={steps.undo} redo={steps.redo} onCommand={onCommand} />
      {documents.length > 1 && (
        <Tabs
          documents={documents}
          active={active}
          onActivate={(id) => studio.activate(id)}
          onClose={close}
        />
      )}
      <main className="work-area">
        {document && snapshot ? (
          <Viewer
            studio={studio}
            document={document}
            snapshot={snapshot}
            viewer={viewer}
            panel={panel}
            panning={space}
          />
        ) : (
          <Empty
            onOpen={() => onCommand('open')}
            onSample={(sample) =>
              fetchSample(sample).then(
                (file) => studio.open([file]),
                (error: unknown) => studio.report(error, `${sample.title} was not opened.`),
              )
            }
          />
        )}
        <Side>
          {document && snapshot && (
            <LayersPanel
              document={document}
              snapshot={snapshot}
              engine={studio.engine}
              onRemake={() => void studio.remake(document)}
            />
          )}
          <ToolsPanel store={panel} />
        </Side>
        <Notices notices={notices} onDismiss={(id) => studio.dismiss(id)} />
      </main>
      <StatusBar document={document} connection={connection} work={work} onClose={close} />
      <DropTarget onFiles={openFiles} />
      {sheet === 'keys' && <KeysSheet onClose={() => setSheet(null)} />}
      {sheet === 'close' && document && (
        <CloseSheet
          document={document}
          onClose={() => setSheet((now) => (now === 'close' ? null : now))}
          onDownload={() => setSheet('download')}
          onDiscard={() => {
            setSheet(null);
            studio.close(document.id);
          }}
        />
      )}
      {sheet === 'download' && document && (
        <DownloadSheet
          document={document}
          onClose={() => setSheet(null)}
          onSave={async (request) => {
            const file = await studio.save(document, request);
            if (file) saveAs(file.name, file.mime, file.bytes);
          }}
        />
      )}
    </div>
  );
}

/** The next of a list, the first after the last. */
function after<T>(list: readonly [T, ...T[]], value: T): T {
  return list[list.indexOf(value) + 1] ?? list[0];
}
