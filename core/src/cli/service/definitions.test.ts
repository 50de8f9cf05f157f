// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { serviceDefinition } from './definitions.js';

const setup = {
  command: ['/opt/no de/bin/node', '/opt/100%/main.js', 'engine', 'run'],
  home: '/home/u',
  sfumatoHome: '/data/"x"',
};

describe('service definitions', () => {
  it('listen for systemd on the first fixed port, and quote what needs it', () => {
    const found = serviceDefinition('linux', setup);
    const [socket, service] = found?.files ?? [];
    expect(socket?.path).toBe('/home/u/.config/systemd/user/sfumato-engine.socket');
    expect(socket?.text).toContain('ListenStream=127.0.0.1:27182\n');
    expect(service?.text).toContain('ExecStart="/opt/no de/bin/node" "/opt/100%%/main.js" "engine" "run"\n');
    expect(service?.text).toContain('Environment="SFUMATO_HOME=/data/\\"x\\""\n');
    expect(serviceDefinition('linux', { ...setup, configHome: '/c' })?.files[0]?.path).toMatch(
      /^\/c\/systemd/,
    );
  });

  it('are a property list for launchd that restarts it only after a crash', () => {
    const [agent] = serviceDefinition('darwin', { ...setup, command: ['/a&b', '<c>'] })?.files ?? [];
    expect(agent?.path).toBe('/home/u/Library/LaunchAgents/org.sfumato.engine.plist');
    expect(agent?.text).toContain('<string>/a&amp;b</string>\n    <string>&lt;c&gt;</string>');
    expect(agent?.text).toContain('<key>SuccessfulExit</key><false/>');
  });

  it('are a Run key for Windows with every backslash and quote escaped', () => {
    const command = ['C:\\Program Files\\node.exe', 'C:\\s\\main.js', 'engine', 'run'];
    const [file] = serviceDefinition('win32', { command, home: 'C:\\u', appData: 'C:\\u\\r' })?.files ?? [];
    expect(file?.text).toContain(
      '"Sfumato"="\\"C:\\\\Program Files\\\\node.exe\\" \\"C:\\\\s\\\\main.js\\" \\"engine\\" \\"run\\""',
    );
    expect(file?.text).toContain(
      '[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\r\n',
    );
  });

  it('say which have not been tried, and are none where nothing is known', () => {
    const tried = (['linux', 'darwin', 'win32'] as const).map((p) => serviceDefinition(p, setup)?.tried);
    expect(tried).toEqual([false, false, false]);
    expect(serviceDefinition('aix', setup)).toBeUndefined();
  });
});
