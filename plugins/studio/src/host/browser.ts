// SPDX-License-Identifier: Apache-2.0
// What panels ask of a host, by the browser's own means.
import type { HostBridge } from '@sfumato/panels';
import { pickFiles, saveAs } from '../shell/files.js';

/** Panels' settings in this browser. */
export function browserStorage(prefix: string): HostBridge['storage'] {
  return {
    get: async (key) => localStorage.getItem(prefix + key),
    set: async (key, value) => localStorage.setItem(prefix + key, value),
    remove: async (key) => localStorage.removeItem(prefix + key),
  };
}

/** Presets as files. */
export function browserFiles(): NonNullable<HostBridge['files']> {
  return {
    async save(name, text) {
      saveAs(name, 'application/json', new TextEncoder().encode(text));
      return true;
    },
    async open(extensions) {
      const accept = extensions.map((e) => (e.startsWith('.') ? e : `.${e}`)).join(',');
      const [file] = await pickFiles({ accept, multiple: false });
      return file ? { name: file.name, text: await file.text() } : null;
    },
  };
}

/** Pixels as something that `<img>` shows. */
export function imageSources(): Pick<HostBridge, 'preview' | 'revoke'> {
  return {
    async preview({ width, height, rgba }) {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('Expected a 2D canvas but the browser gives none');
      context.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
      return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }));
    },
    revoke: (src) => URL.revokeObjectURL(src),
  };
}
