import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { canRecordIn } from '../../src/recording/flightDirectory.ts';

const folder = mkdtempSync(join(tmpdir(), 'tm-flights-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a folder that is to be recorded in', () => {
  it('will do where it is there, or can be made, and is not made by the question', () => {
    const path = join(folder, 'a', 'b');
    expect([folder, path].map((each) => canRecordIn(each, flightFiles))).toEqual([true, true]);
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });

  it('will not do where none can be made or written to', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '', { mode: 0o600 });
    expect([file, join(file, 'below')].map((path) => canRecordIn(path, flightFiles))).toEqual([false, false]);
  });
});
