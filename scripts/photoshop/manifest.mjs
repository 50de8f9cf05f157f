// SPDX-License-Identifier: Apache-2.0
// The manifest of the Photoshop plug-in, and the rules that packages are refused by.

const panelLabels = {
  mask: 'Sfumato Mask',
  fill: 'Sfumato Fill',
  relight: 'Sfumato Relight',
  denoise: 'Sfumato Denoise',
};

/** Files `name@1x.png` and `name@2x.png`; the manifest names them without the scale. */
export const icons = {
  dark: { file: 'icons/panel-dark', size: 23, ink: '#d9d9d9', theme: ['darkest', 'dark'] },
  light: { file: 'icons/panel-light', size: 23, ink: '#404040', theme: ['medium', 'light', 'lightest'] },
  list: { file: 'icons/plugin', size: 48, ink: '#8c8c8c', theme: ['all'], species: ['pluginList'] },
};

const iconEntry = ({ file, size, theme, species }) => ({
  width: size,
  height: size,
  path: `${file}.png`,
  scale: [1, 2],
  theme,
  species: species ?? ['generic'],
});

export function manifestOf(version) {
  return {
    manifestVersion: 5,
    id: 'org.sfumato.photoshop',
    name: 'Sfumato',
    version,
    main: 'index.html',
    host: { app: 'PS', minVersion: '26.1.0' },
    entrypoints: [
      ...Object.entries(panelLabels).map(([id, label]) => ({
        type: 'panel',
        id,
        label: { default: label },
        minimumSize: { width: 260, height: 320 },
        maximumSize: { width: 2000, height: 4000 },
        preferredDockedSize: { width: 300, height: 720 },
        preferredFloatingSize: { width: 340, height: 820 },
        icons: [iconEntry(icons.dark), iconEntry(icons.light)],
      })),
      ...Object.entries(panelLabels).map(([id, label]) => ({
        type: 'command',
        id: `${id}-again`,
        label: { default: `${label} Again` },
      })),
      { type: 'command', id: 'check-host', label: { default: 'Sfumato: Check This Photoshop' } },
    ],
    icons: [iconEntry(icons.list)],
    requiredPermissions: {
      // The bare word: a list of loopback addresses is refused by some hosts. The client itself only knows 127.0.0.1.
      network: { domains: 'all' },
      localFileSystem: 'request',
      clipboard: 'readAndWrite',
    },
  };
}

/** What is wrong with a manifest whose package holds `files`, in sentences; empty when nothing is. */
export function manifestProblems(manifest, files) {
  const problems = [];
  const expect = (holds, sentence) => {
    if (!holds) problems.push(sentence);
  };
  expect(manifest.manifestVersion >= 5, 'manifestVersion must be 5 or more.');
  expect(/^[A-Za-z0-9._-]+$/.test(manifest.id ?? ''), 'id must be a plain identifier.');
  expect(/^[\x20-\x7e]+$/.test(manifest.name ?? ''), 'name must be ASCII.');
  expect(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(manifest.version ?? ''), 'version must be x.y.z.');
  expect(files.includes(manifest.main), `main (${manifest.main}) is not in the package.`);
  const { host } = manifest;
  const single = typeof host === 'object' && host !== null && !Array.isArray(host);
  expect(single, 'A packaged plug-in has one host, not a list.');
  if (single) {
    expect(host.app === 'PS', 'host.app must be PS.');
    expect(Number.parseInt(host.minVersion, 10) >= 22, 'host.minVersion must be 22 or more.');
  }
  const domains = manifest.requiredPermissions?.network?.domains;
  expect(domains === 'all', 'network.domains must be the bare word "all": lists that hold it are denied.');
  const seen = new Set();
  for (const { id, type, icons: own } of manifest.entrypoints ?? []) {
    expect(!seen.has(id), `The entry point ${id} is there twice.`);
    seen.add(id);
    expect(type === 'panel' || type === 'command', `The entry point ${id} has the unknown type ${type}.`);
    expect(type !== 'panel' || own?.length > 0, `The panel ${id} has no icons.`);
  }
  expect(seen.size > 0, 'There are no entry points.');
  expect(manifest.icons?.length > 0, 'The plug-in has no icons.');
  for (const icon of [
    ...(manifest.icons ?? []),
    ...(manifest.entrypoints ?? []).flatMap((e) => e.icons ?? []),
  ]) {
    for (const scale of icon.scale ?? [1]) {
      const file = icon.path.replace(/\.png$/, `@${scale}x.png`);
      expect(files.includes(file), `The icon ${file} is not in the package.`);
    }
  }
  return problems;
}
