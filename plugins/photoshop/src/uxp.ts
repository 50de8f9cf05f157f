// SPDX-License-Identifier: Apache-2.0
// What the plug-in uses of UXP itself.
import type { Fetch } from '@sfumato/core/protocol';
import type { Photoshop } from '@sfumato/uxp';

/** A panel's life: `create` gets the element to fill, once. Each must return within 300 ms. */
export interface UxpPanel {
  create(root: HTMLElement): void;
}

export interface Uxp {
  readonly host?: { readonly name?: string; readonly version?: string; readonly uiLocale?: string };
  readonly versions?: { readonly uxp?: string };
  readonly entrypoints: {
    /** Once, and at once when the plug-in starts. */
    setup(points: {
      readonly panels: Readonly<Record<string, UxpPanel>>;
      readonly commands?: Readonly<Record<string, () => Promise<void>>>;
    }): void;
  };
  readonly storage: {
    /** Encrypted, for this user on this machine. */
    readonly secureStorage: {
      getItem(key: string): Promise<Uint8Array | null>;
      setItem(key: string, value: string): Promise<void>;
    };
    readonly localFileSystem: {
      /** null when the person closed the dialog. */
      getFileForSaving(name: string, options: { types: string[] }): Promise<UxpFile | null>;
      getFileForOpening(options: { types: string[]; allowMultiple: false }): Promise<UxpFile | null>;
      getFolder(): Promise<UxpFolder | null>;
      /** A word by which a file or folder that the person chose is found again after a restart. */
      createPersistentToken(entry: UxpFolder): Promise<string>;
      /** Rejects for a word that is not good any more. */
      getEntryForPersistentToken(token: string): Promise<UxpFolder>;
    };
    readonly formats: { readonly binary: unknown };
  };
}

export interface UxpFile {
  readonly name: string;
  /** Text, or with the binary format an ArrayBuffer. */
  read(options?: { format: unknown }): Promise<unknown>;
  write(content: string | ArrayBuffer, options?: { format: unknown }): Promise<unknown>;
  delete(): Promise<unknown>;
}

export interface UxpFolder {
  readonly name: string;
  getEntries(): Promise<readonly { readonly name: string }[]>;
  /** Rejects when there is none of that name. */
  getEntry(name: string): Promise<UxpFile>;
  createFile(name: string, options: { overwrite: boolean }): Promise<UxpFile>;
}

/** Photoshop's own: pixels as something that `<img>` shows through an object URL. */
export type ImageBlobConstructor = new (
  data: Uint8Array,
  options: {
    type: 'image/uncompressed';
    width: number;
    height: number;
    colorSpace: 'RGB';
    colorProfile: string;
    pixelFormat: 'RGB';
    components: 3;
    componentSize: 8;
    hasAlpha: false;
    isChunky: true;
  },
) => Blob;

/** The host's modules and globals, injected so that tests can bring their own. */
export interface UxpHost {
  readonly uxp: Uxp;
  readonly photoshop: Photoshop;
  readonly ImageBlob: ImageBlobConstructor;
  readonly localStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly fetch: Fetch;
  readonly clipboard: { setContent(content: Readonly<Record<string, string>>): Promise<void> };
  createObjectURL(blob: Blob): string;
  revokeObjectURL(url: string): void;
}
