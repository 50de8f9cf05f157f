// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { enginePorts } from '../../protocol/index.js';

/** A file that makes a system start the engine for its user. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
}

export interface ServiceSetup {
  /** The program and its arguments that run the engine. */
  readonly command: readonly string[];
  /** The user's home. */
  readonly home: string;
  /** Set when the engine's folder is not the usual one. */
  readonly sfumatoHome?: string | undefined;
  /** Windows: %APPDATA%. */
  readonly appData?: string | undefined;
  /** Linux: XDG_CONFIG_HOME. */
  readonly configHome?: string | undefined;
}

/** What `install` writes on a system. `tried`: whether anyone has run it there yet. */
export interface ServiceDefinition {
  readonly files: readonly ServiceFile[];
  /** Commands that make it take effect, and that undo it. */
  readonly enable: readonly (readonly string[])[];
  readonly disable: readonly (readonly string[])[];
  readonly tried: boolean;
}

export const serviceName = 'sfumato-engine';
const agentLabel = 'org.sfumato.engine';

/** How this user's engine is started on a system; undefined where none is known. */
export function serviceDefinition(
  platform: NodeJS.Platform,
  setup: ServiceSetup,
): ServiceDefinition | undefined {
  if (platform === 'linux') return systemd(setup);
  if (platform === 'darwin') return launchAgent(setup);
  if (platform === 'win32') return runKey(setup);
  return undefined;
}

/** Socket activation: nothing runs until a panel knocks at the first of the fixed ports. */
function systemd({ command, home, sfumatoHome, configHome }: ServiceSetup): ServiceDefinition {
  const folder = join(configHome || join(home, '.config'), 'systemd', 'user');
  const environment =
    sfumatoHome === undefined ? [] : [`Environment=${unitQuoted(`SFUMATO_HOME=${sfumatoHome}`)}`];
  const socket = [
    '[Unit]',
    'Description=Sfumato engine, started when a panel connects',
    '',
    '[Socket]',
    `ListenStream=127.0.0.1:${enginePorts[0]}`,
    'NoDelay=true',
    '',
    '[Install]',
    'WantedBy=sockets.target',
  ];
  const service = [
    '[Unit]',
    'Description=Sfumato engine',
    `Requires=${serviceName}.socket`,
    '',
    '[Service]',
    `ExecStart=${command.map(unitQuoted).join(' ')}`,
    ...environment,
    'Restart=on-failure',
    'NoNewPrivileges=true',
  ];
  const systemctl = ['systemctl', '--user'];
  return {
    files: [
      { path: join(folder, `${serviceName}.socket`), text: `${socket.join('\n')}\n` },
      { path: join(folder, `${serviceName}.service`), text: `${service.join('\n')}\n` },
    ],
    enable: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', '--now', `${serviceName}.socket`],
    ],
    disable: [[...systemctl, 'disable', '--now', `${serviceName}.socket`, `${serviceName}.service`]],
    tried: false,
  };
}

/** systemd.service(5): quotes, and `%` and `$` doubled, so that nothing is expanded. */
const unitQuoted = (text: string) =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

function launchAgent({ command, home, sfumatoHome }: ServiceSetup): ServiceDefinition {
  const path = join(home, 'Library', 'LaunchAgents', `${agentLabel}.plist`);
  const environment =
    sfumatoHome === undefined
      ? []
      : [
          '  <key>EnvironmentVariables</key>',
          '  <dict>',
          `    <key>SFUMATO_HOME</key><string>${xml(sfumatoHome)}</string>`,
          '  </dict>',
        ];
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${agentLabel}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...command.map((part) => `    <string>${xml(part)}</string>`),
    '  </array>',
    ...environment,
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key>',
    '  <dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>LimitLoadToSessionType</key><string>Aqua</string>',
    '  <key>ProcessType</key><string>Interactive</string>',
    '</dict>',
    '</plist>',
  ];
  return {
    files: [{ path, text: `${text.join('\n')}\n` }],
    enable: [['launchctl', 'load', '-w', path]],
    disable: [['launchctl', 'unload', '-w', path]],
    tried: false,
  };
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A Run key, as a file that `reg import` reads; it starts the engine when the user signs in. */
function runKey({ command, home, appData }: ServiceSetup): ServiceDefinition {
  const key = 'Software\\Microsoft\\Windows\\CurrentVersion\\Run';
  const path = join(appData || join(home, 'AppData', 'Roaming'), 'Sfumato', `${serviceName}.reg`);
  const line = command.map((part) => `"${part}"`).join(' ');
  const text = [
    'Windows Registry Editor Version 5.00',
    '',
    `[HKEY_CURRENT_USER\\${key}]`,
    `"Sfumato"="${line.replace(/[\\"]/g, '\\$&')}"`,
    '',
  ];
  return {
    files: [{ path, text: text.join('\r\n') }],
    enable: [['reg', 'import', path]],
    disable: [['reg', 'delete', `HKCU\\${key}`, '/v', 'Sfumato', '/f']],
    tried: false,
  };
}
