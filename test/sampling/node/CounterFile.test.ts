import { describe, expect, it } from 'vitest';
import { CounterFile, label } from '../../../src/sampling/node/CounterFile.ts';
import { FilesInMemory } from './FilesInMemory.ts';

const path = '/proc/counters';

function opened(content: string): { file: CounterFile; files: FilesInMemory } {
  const files = new FilesInMemory({ [path]: content });
  const file = new CounterFile(files, path);
  file.refresh();
  return { file, files };
}

describe('a counter file', () => {
  it('gives the words of its first line as numbers', () => {
    const { file } = opened('13212 8120 4711 1 0 90 0\n');
    expect([0, 1, 2, 6].map((word) => file.numberAt(word))).toEqual([13212, 8120, 4711, 0]);
  });

  it('has no number where there is a word or nothing', () => {
    expect(opened('max\n').file.numberAt(0)).toBeNaN();
    expect(opened('').file.numberAt(0)).toBeNaN();
    expect(opened('7 ').file.numberAt(3)).toBeNaN();
  });

  it('is exact up to the largest safe integer', () => {
    expect(opened(`${Number.MAX_SAFE_INTEGER}\n`).file.numberAt(0)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('finds a label only where a line begins with it', () => {
    const { file } = opened('total_inactive_file 5\nanon 3\ninactive_file 42\n');
    expect(file.numberAfter(label('inactive_file '))).toBe(42);
    expect(file.numberAfter(label('file '))).toBeNaN();
  });

  it('reads aligned columns and fractions', () => {
    const { file } = opened('MemAvailable:   24181584 kB\nsome avg10=12.34 avg60=0.05\n');
    expect(file.numberAfter(label('MemAvailable:'))).toBe(24181584);
    expect(file.numberAfter(label('some avg10='))).toBeCloseTo(12.34, 10);
  });

  it('does not take a number that a longer text left behind', () => {
    const { file, files } = opened('123456\n');
    files.files.set(path, '78');
    file.refresh();
    expect(file.numberAt(0)).toBe(78);
    files.files.set(path, '9');
    file.refresh();
    expect(file.numberAt(0)).toBe(9);
  });

  it('gives no number before it was read, after it was closed, and where it does not exist', () => {
    const files = new FilesInMemory({ [path]: '5' });
    const file = new CounterFile(files, path);
    expect(file.numberAt(0)).toBeNaN();
    file.refresh();
    file.close();
    expect(file.numberAt(0)).toBeNaN();
    const missing = new CounterFile(files, '/proc/missing');
    missing.refresh();
    expect(missing.numberAt(0)).toBeNaN();
    expect(files.descriptors.size).toBe(0);
  });

  it('closes itself when reading fails', () => {
    const { file, files } = opened('5');
    files.broken.add(path);
    file.refresh();
    expect(file.numberAt(0)).toBeNaN();
    expect(files.descriptors.size).toBe(0);
  });

  it('does not mind that its descriptor was closed by somebody else', () => {
    const { file, files } = opened('5');
    files.descriptors.clear();
    expect(() => file.close()).not.toThrow();
  });
});
