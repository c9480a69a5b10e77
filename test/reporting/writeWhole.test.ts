import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/reporting/writeWhole.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-report-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('writing a file whole', () => {
  it('makes folders, and leaves a file that its owner alone can read and nothing beside it', async () => {
    const path = join(folder, 'deep', 'er', 'report.txt');
    expect(await writeWhole(path, 'größer\n')).toBe(9);
    expect(readFileSync(path, 'utf8')).toBe('größer\n');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['report.txt']);
  });

  it('replaces an earlier one', async () => {
    const path = join(folder, 'report.txt');
    await writeWhole(path, 'old');
    await writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('says which file cannot be written, and leaves nothing', async () => {
    writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file', 'report.txt');
    await expect(writeWhole(path, 'text')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      received: path,
      message: expect.stringContaining('report.txt cannot be written'),
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('leaves nothing where the place is taken by a folder', async () => {
    await writeWhole(join(folder, 'taken', 'inside.txt'), '');
    await expect(writeWhole(join(folder, 'taken'), 'text')).rejects.toThrow('taken cannot be written');
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});
