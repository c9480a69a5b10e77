import { describe, expect, it } from 'vitest';
import { MemoryStall } from '../../../src/sampling/node/MemoryStall.ts';
import { ProcessGroups } from '../../../src/sampling/node/ProcessGroups.ts';
import { column } from '../../../src/wire/sample.ts';
import { FilesInMemory } from './FilesInMemory.ts';
import { rowOf } from './rowOf.ts';

const host = '/proc/pressure/memory';
const group = '/sys/fs/cgroup/app/memory.pressure';

function pressure(percent: string): string {
  return `some avg10=${percent} avg60=1.00 avg300=2.00 total=9\nfull avg10=99.00 avg60=0.00 avg300=0.00 total=0\n`;
}

function filesWith(files: Readonly<Record<string, string>>): FilesInMemory {
  return new FilesInMemory({
    '/proc/self/cgroup': '0::/app\n',
    '/proc/self/mountinfo': '35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    ...files,
  });
}

function stallOf(files: FilesInMemory): MemoryStall {
  return new MemoryStall(files, new ProcessGroups(files));
}

function percentOf(stall: MemoryStall, now = 0): number {
  return rowOf(stall, now)[column.stallPercent] as number;
}

describe('memory stall', () => {
  it('is that of the process’s own group', () => {
    const files = filesWith({ [group]: pressure('12.34'), [host]: pressure('50.00') });
    expect(percentOf(stallOf(files))).toBeCloseTo(12.34, 10);
  });

  it('is that of the host where the group does not tell', () => {
    expect(percentOf(stallOf(filesWith({ [host]: pressure('0.50') })))).toBeCloseTo(0.5, 10);
    const switchedOff = filesWith({ [group]: '', [host]: pressure('0.50') });
    expect(percentOf(stallOf(switchedOff))).toBeCloseTo(0.5, 10);
  });

  it('is that of the host where there are no control groups', () => {
    expect(percentOf(stallOf(new FilesInMemory({ [host]: pressure('3.00') })))).toBe(3);
  });

  it('is unknown where nobody tells', () => {
    expect(percentOf(stallOf(new FilesInMemory({})))).toBeNaN();
  });

  it('is read every 5 s, being an average over 10 s', () => {
    const files = filesWith({ [group]: pressure('1.00') });
    const stall = stallOf(files);
    percentOf(stall, 0);
    files.files.set(group, pressure('2.00'));
    expect(percentOf(stall, 4000)).toBe(1);
    expect(percentOf(stall, 5000)).toBe(2);
  });

  it('follows the process into another group and lets go of the old one', () => {
    const files = filesWith({ [group]: pressure('1.00') });
    files.files.set('/sys/fs/cgroup/other/memory.pressure', pressure('7.00'));
    const stall = stallOf(files);
    percentOf(stall, 0);
    files.files.set('/proc/self/cgroup', '0::/other\n');
    expect(percentOf(stall, 30_000)).toBe(7);
    expect([...files.descriptors.values()]).toEqual(['/sys/fs/cgroup/other/memory.pressure']);
    stall.close();
    expect(files.descriptors.size).toBe(0);
  });

  it('can be closed before it was ever read', () => {
    expect(() => stallOf(filesWith({})).close()).not.toThrow();
  });
});
