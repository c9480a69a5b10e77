import { describe, expect, it } from 'vitest';
import { HostMemory } from '../../../src/sampling/node/HostMemory.ts';
import { column } from '../../../src/wire/sample.ts';
import { FilesInMemory } from './FilesInMemory.ts';
import { rowOf } from './rowOf.ts';

const path = '/proc/meminfo';

function systemOf(platform: string): { platform: string; totalmem(): number; freemem(): number } {
  return { platform, totalmem: () => 8000, freemem: () => 3000 };
}

function figures(memory: HostMemory, now = 0): number[] {
  const row = rowOf(memory, now);
  return [row[column.hostUsedBytes] as number, row[column.hostTotalBytes] as number];
}

describe('memory of the host', () => {
  it('is what Linux has, and what of it is not available', () => {
    const files = new FilesInMemory({
      [path]: 'MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\nBuffers: 1 kB\n',
    });
    expect(figures(new HostMemory(files, systemOf('linux')))).toEqual([600 * 1024, 1000 * 1024]);
  });

  it('is what the operating system tells where there is no such file', () => {
    expect(figures(new HostMemory(new FilesInMemory({}), systemOf('win32')))).toEqual([5000, 8000]);
  });

  it('is what Node tells on a kernel that does not know what is available', () => {
    const files = new FilesInMemory({ [path]: 'MemTotal:       1000 kB\nMemFree:         100 kB\n' });
    expect(figures(new HostMemory(files, systemOf('linux')))).toEqual([5000, 8000]);
  });

  it('does not take free memory for available memory on macOS', () => {
    expect(figures(new HostMemory(new FilesInMemory({}), systemOf('darwin')))).toEqual([Number.NaN, 8000]);
  });

  it('is read every 10 s, even by a timer that comes a little early', () => {
    const files = new FilesInMemory({ [path]: 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n' });
    const memory = new HostMemory(files, systemOf('linux'));
    for (const now of [0, 1000, 4000, 9000]) figures(memory, now);
    expect(files.readsOf(path)).toBe(1);
    figures(memory, 9999);
    expect(files.readsOf(path)).toBe(2);
  });

  it('leaves no descriptor open', () => {
    const files = new FilesInMemory({ [path]: '' });
    new HostMemory(files, systemOf('linux')).close();
    expect(files.descriptors.size).toBe(0);
  });
});
