// SPDX-License-Identifier: Apache-2.0
import type { HostBridge } from '@sfumato/panels';
import type { UxpHost } from '../uxp.js';

/** Pixels for `<img>`: through ImageBlob, without JPEG. Opaque RGB, because grey pictures do not show there. */
export function imageSources({
  ImageBlob,
  createObjectURL,
  revokeObjectURL,
}: UxpHost): Pick<HostBridge, 'preview' | 'revoke'> {
  return {
    preview({ width, height, rgba }) {
      const rgb = new Uint8Array(width * height * 3);
      for (let i = 0, o = 0; o < rgb.length; i += 4, o += 3) {
        rgb[o] = rgba[i] ?? 0;
        rgb[o + 1] = rgba[i + 1] ?? 0;
        rgb[o + 2] = rgba[i + 2] ?? 0;
      }
      const blob = new ImageBlob(rgb, {
        type: 'image/uncompressed',
        width,
        height,
        colorSpace: 'RGB',
        colorProfile: 'sRGB IEC61966-2.1',
        pixelFormat: 'RGB',
        components: 3,
        componentSize: 8,
        hasAlpha: false,
        isChunky: true,
      });
      return createObjectURL(blob);
    },
    revoke: revokeObjectURL,
  };
}
