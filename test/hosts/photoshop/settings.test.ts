// SPDX-License-Identifier: Apache-2.0
// Presets as files that the person chooses, or may not.
import { describe, expect, it } from 'vitest';
import { settings } from '../../../plugins/photoshop/build/host/settings.js';
import type { UxpHost } from '../../../plugins/photoshop/build/uxp.js';
import { trialManifest } from './contract/trial-plugin.js';
import { createUxp } from './uxp/module.js';
import type { RequiredPermissions } from './uxp/permissions.js';

function plugin(requiredPermissions: RequiredPermissions) {
  const { uxp, person } = createUxp({ ...trialManifest, requiredPermissions });
  const parts: Partial<Record<keyof UxpHost, unknown>> = { uxp };
  const { files } = settings(parts as unknown as UxpHost);
  if (!files) throw new Error('no files');
  return { files, person };
}

describe('presets as files', () => {
  it('are written and read where the person says', async () => {
    const { files, person } = plugin({ localFileSystem: 'request' });
    person.files.answer = 'file:/Presets/warm.json';
    expect(await files.save('warm.json', '{"ü":1}')).toBe(true);
    expect(await files.open(['.json'])).toEqual({ name: 'warm.json', text: '{"ü":1}' });
    expect(person.files.asked).toEqual(['warm.json', 'json']);
  });

  it('are let be when the person closes the dialog', async () => {
    const { files, person } = plugin({ localFileSystem: 'request' });
    expect([await files.save('a.json', ''), await files.open(['.json'])]).toEqual([false, null]);
    expect(person.disk.size).toBe(0);
  });

  it('say what is wrong when the plug-in may not ask for files, or the file cannot be read', async () => {
    const denied = plugin({ localFileSystem: 'plugin' });
    await expect(denied.files.save('a.json', '')).rejects.toMatchObject({ code: 'HOST_DENIED' });
    const gone = plugin({ localFileSystem: 'request' });
    gone.person.files.answer = 'file:/gone.json';
    await expect(gone.files.open(['.json'])).rejects.toMatchObject({
      code: 'HOST_FAILED',
      message: expect.stringContaining('gone.json'),
    });
  });
});
