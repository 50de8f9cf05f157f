// SPDX-License-Identifier: Apache-2.0
import type { DisplayImage, FrameInfo, ToolDescription } from '../engine/port.js';
import type { ViewerContent } from '../host/viewer.js';
import { opaque, overChecks, overlaid } from '../stage/compose.js';
import { type Part, partRect, visiblePart, wholePart } from '../stage/geometry.js';
import { viewerContent } from './content.js';
import type { PanelContext } from './context.js';
import { createLatest } from './latest.js';
import { type StageImages, type ToolState, workable } from './state.js';
import { sizeWithin } from './thumbnail.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface StageRequest {
  /** null: the document as the host shows it. */
  readonly content: ViewerContent | null;
  readonly part: Part;
  /** Pixels to show it in. */
  readonly size: Size;
}

export interface Stage {
  /** Shows the state as it is now, in the host's viewer or on the panel's own stage. */
  refresh(live: boolean): void;
  /** How many pixels the panel's own stage has. */
  resize(size: Size): void;
  readonly size: Size;
  stop(): void;
}

export const noImages: StageImages = { main: null, after: null, aspect: 3 / 2 };

/** A content that only shows the picture. */
const plain = (picture: FrameInfo): ViewerContent => ({ mode: 'original', picture, wipe: 0.5, draft: false });

const fits = (a: FrameInfo, b: FrameInfo) => Math.abs(a.width / a.height / (b.width / b.height) - 1) < 0.01;

/** The frame whose size decides how the stage looks: results can be larger than the picture. */
const leading = ({ mode, image, picture }: ViewerContent) =>
  (mode === 'result' || mode === 'split') && image && !fits(image, picture) ? image : picture;

async function render(
  context: PanelContext,
  { content, part, size }: StageRequest,
  signal: AbortSignal,
): Promise<{ main: DisplayImage; after?: DisplayImage; aspect: number }> {
  if (!content) {
    const glance = await context.bridge.glance?.(size);
    if (!glance) throw new TypeError('Expected a host that shows its document at a glance');
    return { main: opaque(glance), aspect: glance.width / glance.height };
  }
  const { mode, picture, image, matte, depth } = content;
  const lead = leading(content);
  const aspect = lead.width / lead.height;
  const view = (frame: FrameInfo, as?: 'numbers') =>
    context.engine.view(
      frame.frame,
      { rect: partRect(part, frame), width: size.width, height: size.height, ...(as ? { as } : {}) },
      { signal },
    );
  const before = async () => ({ main: opaque(await view(picture)), aspect });
  switch (mode) {
    case 'original':
      return before();
    case 'result':
      return image ? { main: opaque(await view(image)), aspect } : before();
    case 'split':
      if (!image) return before();
      if (lead === image) return { main: opaque(await view(image)), aspect };
      return { ...(await before()), after: opaque(await view(image)) };
    case 'overlay':
      if (!matte) return before();
      return { main: overlaid(await view(picture), await view(matte, 'numbers')), aspect };
    case 'matte':
      return matte ? { main: opaque(await view(matte, 'numbers')), aspect } : before();
    case 'cutout':
      return image ? { main: overChecks(await view(image)), aspect } : before();
    case 'depth':
      return depth ? { main: opaque(await view(depth, 'numbers')), aspect } : before();
  }
}

export function createStage(context: PanelContext, picture: () => FrameInfo | null): Stage {
  const { bridge } = context;
  let size: Size = { width: 320, height: 213 };

  const show = async (main: DisplayImage, after: DisplayImage | undefined, aspect: number) => {
    const images: StageImages = {
      main: await bridge.preview(main),
      after: after ? await bridge.preview(after) : null,
      aspect,
    };
    const old = context.store.get().stage;
    context.update({ stage: images });
    for (const src of [old.main, old.after]) if (src !== null) bridge.revoke(src);
  };

  const latest = createLatest<StageRequest, void>({
    run: async (request, signal) => {
      const { main, after, aspect } = await render(context, request, signal);
      if (!signal.aborted) await show(main, after, aspect);
    },
    done: () => {},
    failed: (error) => context.fail(error),
    busy: () => {},
  });

  function contentOf(now: { tool: ToolDescription; own: ToolState }, shown: FrameInfo): ViewerContent {
    return viewerContent(now.tool, now.own, shown) ?? plain(shown);
  }

  return {
    refresh(live) {
      const now = context.current();
      const shown = picture();
      if (bridge.viewer) {
        bridge.viewer.show(now && shown ? viewerContent(now.tool, now.own, shown) : null);
        return;
      }
      const document = workable(context.store.get());
      if (now && !shown && document && bridge.glance) {
        const whole = { x: 0, y: 0, width: document.width, height: document.height };
        const wanted = sizeWithin(whole, Math.max(size.width, size.height) * 2);
        latest.ask({ content: null, part: wholePart, size: wanted }, live);
        return;
      }
      if (!now || !shown) {
        latest.stop();
        context.update({ stage: noImages });
        return;
      }
      const content = contentOf(now, shown);
      const lead = leading(content);
      const part = lead === shown ? visiblePart(now.own.view, shown, size) : wholePart;
      const rect = partRect(part, lead);
      // Twice the stage's own pixels, for dense screens: UXP does not tell how dense they are.
      const wanted = sizeWithin(
        rect,
        Math.max(size.width, size.height) * (now.own.view.zoom === 'fit' ? 2 : 1),
      );
      latest.ask({ content, part, size: wanted }, live);
    },
    resize(next) {
      if (Math.abs(next.width - size.width) < 2 && Math.abs(next.height - size.height) < 2) return;
      size = next;
      this.refresh(false);
    },
    get size() {
      return size;
    },
    stop: () => latest.stop(),
  };
}
