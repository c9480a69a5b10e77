import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HubClient } from '../../src/hub/HubClient.ts';
import { openLocalApi } from '../../src/serving/openLocalApi.ts';
import { FakeDirectory } from './FakeDirectory.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tm-api-'));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const logger = { error: () => undefined };

describe('the API on a local socket', () => {
  it('is found by other commands, stands where its owner alone can enter, and goes', async () => {
    const directory = new FakeDirectory();
    const listeners = process.listenerCount('exit');
    const api = await openLocalApi({ directory, logger, parent });
    const [client] = await HubClient.all(process.platform, parent);
    expect(await client?.processes()).toEqual(directory.processes());
    expect(statSync(dirname(api.path)).mode & 0o777).toBe(0o700);
    await api.close();
    expect(existsSync(dirname(api.path))).toBe(false);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  it('leaves no folder where it cannot listen', async () => {
    const pipe = openLocalApi({ directory: new FakeDirectory(), logger, parent, platform: 'win32' });
    // A pipe's name is a file's name here, in whatever folder this process is in.
    const { path, close } = await pipe;
    await close();
    expect(path).toMatch(/tidemark-[0-9a-f-]{36}-api\.sock$/);
    await expect(
      openLocalApi({ directory: new FakeDirectory(), logger, parent: join(parent, 'missing') }),
    ).rejects.toThrow('ENOENT');
    expect(readdirSync(parent)).toEqual([]);
  });
});
