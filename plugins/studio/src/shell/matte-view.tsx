// SPDX-License-Identifier: Apache-2.0
import type { Backdrop, MatteLook } from '../viewer/scene.js';
import type { ViewerStore } from '../viewer/viewer-store.js';
import { useStore } from './use-store.js';

const looks: readonly {
  readonly look: MatteLook;
  readonly backdrop?: Backdrop;
  readonly title: string;
  readonly help: string;
}[] = [
  { look: 'overlay', title: 'Overlay', help: 'The selection in red over the picture' },
  { look: 'grey', title: 'Matte', help: 'The matte itself: white is selected' },
  { look: 'cutout', backdrop: 'checker', title: 'Cut-out', help: 'What is selected, alone' },
  { look: 'cutout', backdrop: 'black', title: 'On black', help: 'What is selected, on black' },
  { look: 'cutout', backdrop: 'white', title: 'On white', help: 'What is selected, on white' },
];

const backdrops: typeof looks = [
  { look: 'cutout', backdrop: 'checker', title: 'On checks', help: 'Checks where nothing is' },
  ...looks.slice(3),
];

/** How a visible matte is looked at; while a panel shows one as a cut-out, on which ground. */
export function MatteView({
  viewer,
  document,
}: {
  readonly viewer: ViewerStore;
  readonly document: boolean;
}) {
  const { matteLook, backdrop, content } = useStore(viewer);
  const cutout = content?.mode === 'cutout';
  if (content ? !cutout : !document) return null;
  return (
    <fieldset className="segments">
      <legend className="unseen">Look at the matte as</legend>
      {(cutout ? backdrops : looks).map(({ look, backdrop: on, title, help }) => (
        <button
          key={title}
          type="button"
          className="segment"
          title={help}
          aria-pressed={(cutout || look === matteLook) && (on === undefined || on === backdrop)}
          onClick={() => {
            if (!cutout) viewer.setMatteLook(look);
            if (on) viewer.setBackdrop(on);
          }}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}
