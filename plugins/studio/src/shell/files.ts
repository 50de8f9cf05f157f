// SPDX-License-Identifier: Apache-2.0

/** What can be opened, as file dialogs filter it. */
export const openable = '.png,.tif,.tiff,.jpg,.jpeg,.jpe,.jfif,.webp,.avif,.psd,.psb';

/** Lets the person choose files; empty when the dialog was closed. */
export function pickFiles({ accept, multiple }: { accept: string; multiple: boolean }): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** Hands bytes over as a download. */
export function saveAs(name: string, mime: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by then; the bytes are kept no longer than needed.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The files of a drop or a paste. */
export const filesOf = (transfer: DataTransfer | null): File[] => [...(transfer?.files ?? [])];
