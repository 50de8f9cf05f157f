// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { diagnosticsReport } from './diagnostics.js';

const finding = (detail: string) => ({ id: 'x', title: 'Something', state: 'ok', detail }) as const;

describe('the diagnostics report', () => {
  it('holds no user name, machine name, path or file name, and keeps what helps', () => {
    const text = diagnosticsReport(
      {
        findings: [
          finding('/home/alice/Pictures, 3 GB free'),
          finding('C:\\Users\\Alice\\AppData\\Temp: EACCES'),
          finding('~/secret/place and //server/share/x is read-only'),
          finding('ONNX Runtime 1.30.0, providers cpu/webgpu'),
        ],
        status: undefined,
        log: [
          'ENOENT: no such file, open "/mnt/disk/Wedding of Bob/DSC_1.TIF"',
          'wedding-of-bob.png is damaged',
          'alice connected from bobs-laptop',
          'file:///home/alice/x.js:3:4 failed',
          'A worker process (123) ended with SIGKILL.',
        ],
      },
      ['/home/alice', 'bobs-laptop', 'alice'],
    );
    expect(text).not.toMatch(/alice|wedding|bobs-laptop|Pictures|AppData|secret|DSC_1|share|\/mnt/i);
    expect(text).toContain('3 GB free');
    expect(text).toContain('ONNX Runtime 1.30.0');
    expect(text).toContain('ended with SIGKILL');
  });
});
