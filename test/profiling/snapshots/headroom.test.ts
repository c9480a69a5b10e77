import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { freeBytes, headroomFor, refusalFor } from '../../../src/profiling/snapshots/headroom.ts';
import { writeHeapSnapshot } from '../../../src/profiling/snapshots/writeHeapSnapshot.ts';
import { folderOf } from '../program.ts';

const megabyte = 1024 ** 2;

describe('headroom of a heap snapshot', () => {
  it('is thirteen times the heap', () => {
    expect(refusalFor(headroomFor(100 * megabyte, 1301 * megabyte))).toBeUndefined();
    expect(refusalFor(headroomFor(100 * megabyte, 1299 * megabyte))).toBe(
      'A heap snapshot may need 1.3 GB, and 1.3 GB are free; it would hold the thread up for 4 s to 16 s.',
    );
  });

  it('does not refuse where nobody tells how much is free', () => {
    expect(refusalFor(headroomFor(100 * megabyte, Number.NaN))).toBeUndefined();
  });

  it('is read from this machine', () => {
    expect(freeBytes()).toBeGreaterThan(megabyte);
  });
});

describe('writing a heap snapshot', () => {
  const tight = () => headroomFor(megabyte, 1);
  const surroundings = {
    headroom: tight,
    takeSnapshot: () => Readable.from(['{"snapshot":{}}']),
    steady: () => 0,
    time: () => 0,
  };

  it('takes nothing where memory may not suffice', async () => {
    const directory = join(folderOf({}), 'new');
    const written = await writeHeapSnapshot({ directory }, surroundings);
    expect(written).toMatchObject({ performed: false });
    expect(existsSync(directory)).toBe(false);
  });

  it('takes it all the same when forced', async () => {
    const written = await writeHeapSnapshot({ directory: folderOf({}), force: true }, surroundings);
    expect(written).toMatchObject({ performed: true, fileBytes: 15 });
  });

  it('leaves no part of a file behind when it fails', async () => {
    const directory = folderOf({});
    const broken = new Readable({
      read() {
        this.destroy(new Error('disk full'));
      },
    });
    const written = await writeHeapSnapshot(
      { directory, force: true },
      { ...surroundings, takeSnapshot: () => broken },
    );
    expect(written).toEqual({
      performed: false,
      reason: 'The heap snapshot could not be written: disk full.',
    });
    expect(readdirSync(directory)).toEqual([]);
  });
});
