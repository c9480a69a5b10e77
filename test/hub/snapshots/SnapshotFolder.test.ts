import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SnapshotFolder } from '../../../src/hub/snapshots/SnapshotFolder.ts';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'tm-folder-'));
});

afterEach(() => rmSync(path, { recursive: true }));

function write(name: string, text: string, seconds: number): void {
  writeFileSync(join(path, name), text);
  utimesSync(join(path, name), seconds, seconds);
}

describe('the folder of snapshots', () => {
  it('lists what is there, newest first, and nothing else', async () => {
    write('old.heapsnapshot', 'a', 1000);
    write('new.heapsnapshot', 'abc', 2000);
    write('new.heapsnapshot.partial', 'abc', 3000);
    write('secret.txt', 'abc', 3000);
    mkdirSync(join(path, 'folder.heapsnapshot'));
    symlinkSync(join(path, 'secret.txt'), join(path, 'link.heapsnapshot'));
    const entries = await new SnapshotFolder({ path }).list();
    expect(entries).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        name: 'new.heapsnapshot',
        sizeBytes: 3,
        writtenAt: 2_000_000,
      },
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        name: 'old.heapsnapshot',
        sizeBytes: 1,
        writtenAt: 1_000_000,
      },
    ]);
    expect(new SnapshotFolder({ path }).pathOf(entries[0]!)).toBe(join(path, 'new.heapsnapshot'));
  });

  it('gives a file the same id as long as it is the same', async () => {
    const folder = new SnapshotFolder({ path });
    write('a.heapsnapshot', 'a', 1000);
    const [before] = await folder.list();
    expect((await folder.list())[0]!.id).toBe(before!.id);
    write('a.heapsnapshot', 'b', 1001);
    expect((await folder.list())[0]!.id).not.toBe(before!.id);
  });

  it.skipIf(process.getuid === undefined)("leaves other users' files out", async () => {
    write('a.heapsnapshot', 'a', 1000);
    const owner = process.getuid!() + 1;
    expect(await new SnapshotFolder({ path, owner }).list()).toEqual([]);
  });

  it('is empty where there is no such folder', async () => {
    expect(await new SnapshotFolder({ path: join(path, 'none') }).list()).toEqual([]);
  });

  it('lists 200 at most', async () => {
    for (let index = 0; index < 205; index++) write(`${index}.heapsnapshot`, '', 1000 + index);
    const entries = await new SnapshotFolder({ path }).list();
    expect(entries).toHaveLength(200);
    expect(entries[0]!.name).toBe('204.heapsnapshot');
  });
});
