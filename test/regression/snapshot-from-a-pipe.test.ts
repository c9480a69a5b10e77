import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TidemarkRun, unbuilt, until, Workplace } from '../integration/TidemarkRun.ts';
import { snapshotText } from '../profiling/heap-snapshot/TinySnapshot.ts';

let place: Workplace;
let pipe: string;

beforeEach(() => {
  place = new Workplace();
  pipe = join(place.folder, 'pipe');
});

afterEach(() => place.close());

const analyze = (path: string): TidemarkRun =>
  new TidemarkRun(['snapshot', 'analyze', path], place.folder, { TMPDIR: place.sockets });

describe.skipIf(unbuilt || process.platform === 'win32')('a heap snapshot from a named pipe', () => {
  // Looking at its first bytes failed with ESPIPE, which is what `tidemark snapshot analyze <(zstdcat heap.zst)` met.
  it('is read as one from standard input is', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    const run = analyze(pipe);
    await writeFile(pipe, snapshotText([{ name: 'x', size: 12 }]));
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stdout.toString()).toContain('12 bytes in 1 objects');
  });

  // Opening it held the thread up until somebody wrote, so that Ctrl-C was not heard.
  it('can be given up while nobody writes', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    const run = analyze(pipe);
    // Succeeds once the command has the other end, or waits for it.
    const writer = await until(() => openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    run.child.kill('SIGINT');
    expect(await run.ended).toEqual({ code: null, signal: 'SIGINT' });
    closeSync(writer);
  });
});
