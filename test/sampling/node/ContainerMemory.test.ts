import { describe, expect, it } from 'vitest';
import { ContainerMemory } from '../../../src/sampling/node/ContainerMemory.ts';
import { ProcessGroups } from '../../../src/sampling/node/ProcessGroups.ts';
import { column } from '../../../src/wire/sample.ts';
import { FilesInMemory } from './FilesInMemory.ts';
import { rowOf } from './rowOf.ts';

const megabyte = 1_000_000;
const version1 = '/sys/fs/cgroup/memory';
const version2 = '/sys/fs/cgroup';

function inVersion2(
  path: string,
  groups: Readonly<Record<string, Readonly<Record<string, string>>>>,
): FilesInMemory {
  return new FilesInMemory({
    '/proc/self/cgroup': `0::${path}\n`,
    '/proc/self/mountinfo': `35 24 0:30 / ${version2} rw - cgroup2 cgroup2 rw\n`,
    ...filesOf(version2, groups),
  });
}

function inVersion1(
  path: string,
  groups: Readonly<Record<string, Readonly<Record<string, string>>>>,
): FilesInMemory {
  return new FilesInMemory({
    '/proc/self/cgroup': `4:memory:${path}\n`,
    '/proc/self/mountinfo': `35 24 0:30 / ${version1} rw - cgroup cgroup rw,memory\n`,
    ...filesOf(version1, groups),
  });
}

function filesOf(
  mountPoint: string,
  groups: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([group, files]) =>
      Object.entries(files).map(([name, text]) => [`${mountPoint}${group}/${name}`, text]),
    ),
  );
}

function container(files: FilesInMemory): ContainerMemory {
  return new ContainerMemory(files, new ProcessGroups(files));
}

function figures(memory: ContainerMemory, now = 0): { used: number; limit: number } {
  const row = rowOf(memory, now);
  return {
    used: row[column.containerUsedBytes] as number,
    limit: row[column.containerLimitBytes] as number,
  };
}

describe('memory of a container, version 2', () => {
  it('is what the group is charged with, without the cache that would be dropped first', () => {
    const files = inVersion2('/app', {
      '/app': {
        'memory.current': '300000000\n',
        'memory.max': '512000000\n',
        'memory.stat': 'anon 1\nfile 90000000\ninactive_file 50000000\nactive_file 40000000\n',
      },
    });
    expect(figures(container(files))).toEqual({ used: 250 * megabyte, limit: 512 * megabyte });
  });

  it('has no limit where the kernel says max', () => {
    const files = inVersion2('/app', { '/app': { 'memory.current': '300', 'memory.max': 'max\n' } });
    expect(figures(container(files))).toEqual({ used: 300, limit: Number.NaN });
  });

  it('is looked at every 5 s where there is no limit, and each time where there is one', () => {
    const files = inVersion2('/app', { '/app': { 'memory.current': '300', 'memory.max': 'max\n' } });
    const memory = container(files);
    expect(figures(memory, 0).used).toBe(300);
    files.files.set(`${version2}/app/memory.current`, '600');
    expect(figures(memory, 1000).used).toBe(300);
    expect(figures(memory, 5000).used).toBe(600);
    files.files.set(`${version2}/app/memory.max`, '2000');
    expect(figures(memory, 30_000)).toEqual({ used: 600, limit: 2000 });
    files.files.set(`${version2}/app/memory.current`, '700');
    expect(figures(memory, 31_000).used).toBe(700);
  });

  it('tells of the ancestor whose limit is tighter, with that one’s use', () => {
    const files = inVersion2('/pod/app', {
      '/pod': { 'memory.current': '190', 'memory.max': '200' },
      '/pod/app': { 'memory.current': '100', 'memory.max': '1000' },
    });
    expect(figures(container(files))).toEqual({ used: 190, limit: 200 });
  });

  it('tells of an ancestor with a wider limit that its other groups have filled', () => {
    const files = inVersion2('/slice/app', {
      '/slice': { 'memory.current': '7990', 'memory.max': '8000' },
      '/slice/app': { 'memory.current': '100', 'memory.max': '1000' },
    });
    expect(figures(container(files))).toEqual({ used: 7990, limit: 8000 });
  });

  it('does not fear an ancestor that is full of cache', () => {
    const files = inVersion2('/slice/app', {
      '/slice': { 'memory.current': '7990', 'memory.max': '8000', 'memory.stat': 'inactive_file 7000\n' },
      '/slice/app': { 'memory.current': '100', 'memory.max': '1000', 'memory.stat': 'inactive_file 0\n' },
    });
    expect(figures(container(files))).toEqual({ used: 100, limit: 1000 });
  });

  it('is known at the mount point too, which is the root of a container’s namespace', () => {
    const files = inVersion2('/', { '': { 'memory.current': '77', 'memory.max': 'max' } });
    expect(figures(container(files))).toEqual({ used: 77, limit: Number.NaN });
  });

  it('goes up to the nearest group that can be seen', () => {
    const files = inVersion2('/hidden/deep', { '': { 'memory.current': '77', 'memory.max': '100' } });
    expect(figures(container(files))).toEqual({ used: 77, limit: 100 });
  });

  it('reads the use every time, the cache every 10 s, and limits every 2 s', () => {
    const files = inVersion2('/app', {
      '/app': { 'memory.current': '500', 'memory.max': '1000', 'memory.stat': 'inactive_file 100\n' },
    });
    const memory = container(files);
    expect(figures(memory, 0)).toEqual({ used: 400, limit: 1000 });
    files.files.set(`${version2}/app/memory.current`, '600');
    files.files.set(`${version2}/app/memory.max`, '2000');
    files.files.set(`${version2}/app/memory.stat`, 'inactive_file 300\n');
    expect(figures(memory, 1000)).toEqual({ used: 500, limit: 1000 });
    expect(figures(memory, 2000)).toEqual({ used: 500, limit: 2000 });
    expect(figures(memory, 10_000)).toEqual({ used: 300, limit: 2000 });
  });

  it('does not take a burst of file cache for use', () => {
    const files = inVersion2('/app', {
      '/app': {
        'memory.current': '100000000',
        'memory.max': '500000000',
        'memory.stat': 'inactive_file 0\n',
      },
    });
    const memory = container(files);
    figures(memory, 0);
    files.files.set(`${version2}/app/memory.current`, '400000000');
    files.files.set(`${version2}/app/memory.stat`, 'inactive_file 290000000\n');
    expect(figures(memory, 1000).used).toBe(110 * megabyte);
  });

  it('follows a process that is moved to another group', () => {
    const files = inVersion2('/one', {
      '/one': { 'memory.current': '10', 'memory.max': '100' },
      '/two': { 'memory.current': '20', 'memory.max': '200' },
    });
    const memory = container(files);
    figures(memory, 0);
    files.files.set('/proc/self/cgroup', '0::/two\n');
    expect(figures(memory, 30_000)).toEqual({ used: 20, limit: 200 });
    memory.close();
    expect(files.descriptors.size).toBe(0);
  });

  it('is unknown while the group cannot be read, and known again when it can', () => {
    const files = inVersion2('/app', { '/app': { 'memory.current': '10', 'memory.max': '100' } });
    const memory = container(files);
    figures(memory, 0);
    files.broken.add(`${version2}/app/memory.current`);
    expect(figures(memory, 1000).used).toBeNaN();
    files.broken.clear();
    expect(figures(memory, 30_000)).toEqual({ used: 10, limit: 100 });
  });

  it('has its new limit soon after that was lowered, its own or an ancestor’s', () => {
    const files = inVersion2('/pod/app', {
      '/pod': { 'memory.current': '500', 'memory.max': 'max' },
      '/pod/app': { 'memory.current': '400', 'memory.max': '1000' },
    });
    const memory = container(files);
    expect(figures(memory, 0)).toEqual({ used: 400, limit: 1000 });
    files.files.set(`${version2}/pod/app/memory.max`, '600');
    expect(figures(memory, 2000)).toEqual({ used: 400, limit: 600 });
    files.files.set(`${version2}/pod/memory.max`, '550');
    expect(figures(memory, 4000)).toEqual({ used: 500, limit: 550 });
    memory.close();
    expect(files.descriptors.size).toBe(0);
  });

  it('is never below zero, whatever the cache was a moment ago', () => {
    const files = inVersion2('/app', {
      '/app': { 'memory.current': '50', 'memory.max': '100', 'memory.stat': 'inactive_file 80\n' },
    });
    expect(figures(container(files)).used).toBe(0);
  });

  it('counts the kills of its group', () => {
    const files = inVersion2('/app', {
      '/app': { 'memory.max': '100', 'memory.events': 'low 0\nmax 9\noom 4\noom_kill 3\noom_group_kill 0\n' },
    });
    expect(container(files).oomKills(0)).toBe(3);
  });
});

describe('memory of a container, version 1', () => {
  it('leaves out the cache of the group and of those below it', () => {
    const files = inVersion1('/docker/ab', {
      '/docker/ab': {
        'memory.usage_in_bytes': '300\n',
        'memory.limit_in_bytes': '1000\n',
        'memory.stat': 'inactive_file 1\ntotal_inactive_file 120\n',
      },
    });
    expect(figures(container(files))).toEqual({ used: 180, limit: 1000 });
  });

  it('has no limit where the kernel gives its largest number', () => {
    const files = inVersion1('/docker/ab', {
      '/docker/ab': { 'memory.usage_in_bytes': '300', 'memory.limit_in_bytes': '9223372036854771712' },
    });
    expect(figures(container(files))).toEqual({ used: 300, limit: Number.NaN });
  });

  it('is unknown in the root group, which is charged with the whole host', () => {
    const files = inVersion1('/', {
      '': { 'memory.usage_in_bytes': '300', 'memory.limit_in_bytes': '9223372036854771712' },
    });
    expect(figures(container(files))).toEqual({ used: Number.NaN, limit: Number.NaN });
  });

  it('counts the kills of its group', () => {
    const files = inVersion1('/ab', {
      '/ab': { 'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n' },
    });
    expect(container(files).oomKills(0)).toBe(2);
  });
});

describe('memory of a process without a container', () => {
  it('is unknown, never zero', () => {
    const memory = container(new FilesInMemory({}));
    expect(figures(memory)).toEqual({ used: Number.NaN, limit: Number.NaN });
    expect(memory.oomKills(0)).toBeUndefined();
  });

  it('has no count of kills where the kernel is too old to keep one', () => {
    const files = inVersion1('/ab', { '/ab': { 'memory.oom_control': 'oom_kill_disable 0\n' } });
    expect(container(files).oomKills(0)).toBeUndefined();
  });
});
