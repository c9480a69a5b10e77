import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStaleSockets } from '../../src/serving/removeStaleSockets.ts';
import { directoryPrefix, socketName } from '../../src/serving/socketFolder.ts';

let parent: string;
let server: Server | undefined;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tm-stale-'));
});

afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(parent, { recursive: true });
});

function folder(name: string): string {
  const path = join(parent, `${directoryPrefix}${name}`);
  mkdirSync(path);
  return path;
}

/** A socket that nobody listens on: its process was killed, or has not come so far yet. */
function deafSocket(path: string): void {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'));`;
  spawnSync(process.execPath, ['-e', script]);
}

const anHourLater = () => Date.now() + 3_600_000;

describe('sockets of processes that were killed', () => {
  it('are removed, and those that somebody listens on stay', async () => {
    const [dead, live] = [folder('dead'), folder('live')];
    deafSocket(join(dead, socketName));
    server = createServer().listen(join(live, socketName));
    await once(server, 'listening');
    await removeStaleSockets(parent, anHourLater);
    expect([existsSync(dead), existsSync(live)]).toEqual([false, true]);
  });

  it('are left alone for a minute: somebody may be about to listen', async () => {
    const young = folder('young');
    deafSocket(join(young, socketName));
    await removeStaleSockets(parent);
    expect(existsSync(young)).toBe(true);
  });

  it('are known by their name, and nothing else is touched', async () => {
    const other = join(parent, 'other');
    mkdirSync(other);
    deafSocket(join(other, socketName));
    const empty = folder('empty');
    writeFileSync(join(empty, 'note.txt'), '');
    await removeStaleSockets(parent, anHourLater);
    await removeStaleSockets(join(parent, 'nowhere'));
    expect([existsSync(other), existsSync(empty)]).toEqual([true, true]);
  });
});
