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

/** How a visible matte is looked at. */
export function MatteView({ viewer }: { readonly viewer: ViewerStore }) {
  const { matteLook, backdrop } = useStore(viewer);
  return (
    <fieldset className="segments">
      <legend className="unseen">Look at the matte as</legend>
      {looks.map(({ look, backdrop: on, title, help }) => (
        <button
          key={title}
          type="button"
          className="segment"
          title={help}
          aria-pressed={look === matteLook && (on === undefined || on === backdrop)}
          onClick={() => {
            viewer.setMatteLook(look);
            if (on) viewer.setBackdrop(on);
          }}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}
