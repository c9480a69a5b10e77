import { describe, expect, it } from 'vitest';
import { ResidentSetSize } from '../../../src/sampling/node/ResidentSetSize.ts';
import { column } from '../../../src/wire/sample.ts';
import { FilesInMemory } from './FilesInMemory.ts';
import { rowOf } from './rowOf.ts';

const path = '/proc/self/statm';

function bytesOf(size: ResidentSetSize): number {
  return rowOf(size)[column.rssBytes] as number;
}

describe('resident set size', () => {
  it.each([4096, 16_384, 65_536])('counts pages of %i bytes', (pageBytes) => {
    const files = new FilesInMemory({ [path]: '300000 10000 5000 20 0 90000 0\n' });
    const size = new ResidentSetSize(files, () => 10_000 * pageBytes * 1.02);
    files.files.set(path, '300000 12345 5000 20 0 90000 0\n');
    expect(bytesOf(size)).toBe(12_345 * pageBytes);
  });

  it('is asked of Node where there is no such file', () => {
    expect(bytesOf(new ResidentSetSize(new FilesInMemory({}), () => 4711))).toBe(4711);
  });

  it('is asked of Node when the file fails later', () => {
    const files = new FilesInMemory({ [path]: '300 100\n' });
    const size = new ResidentSetSize(files, () => 409_600);
    files.broken.add(path);
    expect(bytesOf(size)).toBe(409_600);
    expect(files.descriptors.size).toBe(0);
  });

  it('is unknown where neither tells', () => {
    expect(bytesOf(new ResidentSetSize(new FilesInMemory({}), () => Number.NaN))).toBeNaN();
  });

  it('leaves no descriptor open', () => {
    const files = new FilesInMemory({ [path]: '300 100\n' });
    new ResidentSetSize(files, () => 409_600).close();
    expect(files.descriptors.size).toBe(0);
  });
});
