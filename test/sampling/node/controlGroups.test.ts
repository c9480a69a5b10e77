import { describe, expect, it } from 'vitest';
import { controlGroups } from '../../../src/sampling/node/controlGroups.ts';

const unifiedMount = '35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate';
const memoryMount = '37 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:11 - cgroup cgroup rw,memory';

describe('finding the control groups of a process', () => {
  it('finds a service in version 2', () => {
    const { memory, unified } = controlGroups('0::/system.slice/web.service\n', unifiedMount);
    expect(memory).toEqual({
      version: 2,
      mountPoint: '/sys/fs/cgroup',
      directory: '/sys/fs/cgroup/system.slice/web.service',
    });
    expect(unified).toEqual(memory);
  });

  it('finds the root of a container with its own namespace', () => {
    expect(controlGroups('0::/\n', unifiedMount).memory?.directory).toBe('/sys/fs/cgroup');
  });

  it('finds version 1 among many controllers and mounts', () => {
    const memberships = '12:pids:/docker/ab\n7:cpu,memory:/docker/ab\n3:cpuset:/\n';
    const mounts = [
      '31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755',
      '32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset',
      '37 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,cpu,memory',
    ].join('\n');
    expect(controlGroups(memberships, mounts)).toEqual({
      memory: {
        version: 1,
        mountPoint: '/sys/fs/cgroup/memory',
        directory: '/sys/fs/cgroup/memory/docker/ab',
      },
      unified: undefined,
    });
  });

  it('takes memory from version 1 and pressure from version 2 in a hybrid', () => {
    const mounts = `${memoryMount}\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw`;
    const { memory, unified } = controlGroups('4:memory:/a\n0::/b\n', mounts);
    expect(memory).toMatchObject({ version: 1, directory: '/sys/fs/cgroup/memory/a' });
    expect(unified).toMatchObject({ version: 2, directory: '/sys/fs/cgroup/unified/b' });
  });

  it('takes off the part of the path that the mount begins with', () => {
    const mount = '37 31 0:32 /docker/ab /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory';
    expect(controlGroups('4:memory:/docker/ab\n', mount).memory?.directory).toBe('/sys/fs/cgroup/memory');
    expect(controlGroups('4:memory:/docker/ab/worker\n', mount).memory?.directory).toBe(
      '/sys/fs/cgroup/memory/worker',
    );
  });

  it('does not mistake a longer name for a group below', () => {
    const mount = '37 31 0:32 /docker/ab /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory';
    expect(controlGroups('4:memory:/docker/abc\n', mount).memory?.directory).toBe('/sys/fs/cgroup/memory');
  });

  it('chooses the mount that holds the process where there are several', () => {
    const mounts = [
      '50 24 0:30 /other /mnt/other rw - cgroup2 cgroup2 rw',
      '51 24 0:30 /mine /mnt/mine rw - cgroup2 cgroup2 rw',
    ].join('\n');
    expect(controlGroups('0::/mine/app', mounts).memory?.directory).toBe('/mnt/mine/app');
  });

  it('stays at the mount point where a namespace hides the path', () => {
    const hidden = '35 24 0:30 /../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw';
    expect(controlGroups('0::/', hidden).memory?.directory).toBe('/sys/fs/cgroup');
    expect(controlGroups('0::/../sibling', unifiedMount).memory?.directory).toBe('/sys/fs/cgroup');
  });

  it('understands paths with spaces and colons', () => {
    const mount = '35 24 0:30 / /mnt/control\\040groups rw - cgroup2 cgroup2 rw';
    expect(controlGroups('0::/user:1000/app', mount).memory?.directory).toBe(
      '/mnt/control groups/user:1000/app',
    );
  });

  it('finds none where there is none, or only lines it does not understand', () => {
    const none = { memory: undefined, unified: undefined };
    expect(controlGroups('', '')).toEqual(none);
    expect(controlGroups('0::/a', 'nonsense\n1 2 3 - \n1 2 3 /r /m - ext4')).toEqual(none);
    expect(controlGroups('nonsense', unifiedMount)).toEqual(none);
  });
});
