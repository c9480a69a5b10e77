import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/cli/machine/Machine.ts';
import { processesOfLinux } from '../../../src/cli/ps/processesOfLinux.ts';
import { processesOfPs } from '../../../src/cli/ps/processesOfPs.ts';
import { processTable } from '../../../src/cli/ps/processTable.ts';
import { processJson, processLine } from '../../../src/cli/ps/processText.ts';
import { psCommand } from '../../../src/cli/ps/psCommand.ts';
import type { Watcher } from '../../../src/cli/ps/watchersOf.ts';
import { rowText } from '../../../src/cli/top/draw/Row.ts';
import { FilesInMemory } from '../../sampling/node/FilesInMemory.ts';
import { FakeOutput } from '../FakeOutput.ts';

const hourTicks = 360_000;

function status(pid: number, userId: number): string {
  return `Name:\tnode\nState:\tS (sleeping)\nTgid:\t${pid}\nNSpid:\t${pid}\nUid:\t${userId}\t${userId}\t${userId}\t${userId}\nVmRSS:\t  102400 kB\nSigCgt:\t0000000000000200\n`;
}

function stat(pid: number, startTicks: number): string {
  return `${pid} (node (x) y) S ${Array.from({ length: 18 }, () => '0').join(' ')} ${startTicks} 0`;
}

const files: Record<string, string> = {
  '/proc/uptime': '7200.50 100.00\n',
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n',
};
/** One process: its command line, its environment where it may be looked at, its user. */
function add(pid: number, cmdline: string, environ: string | undefined, userId = 1000): void {
  files[`/proc/${pid}/status`] = status(pid, userId);
  files[`/proc/${pid}/stat`] = stat(pid, hourTicks);
  files[`/proc/${pid}/cmdline`] = cmdline;
  if (environ !== undefined) files[`/proc/${pid}/environ`] = environ;
}
add(10, 'node\0--max-old-space-size=384\0/srv/api/server.js\0--password=x\0', 'NODE_VERSION=24.3.0\0');
add(11, 'npm start', '');
add(12, 'node\0run.js\0', 'TIDEMARK_HUB_SOCKET=/x\0');
add(13, 'node\0worker.js\0', undefined, 33);
add(14, 'nginx\0', '');
add(15, 'node\0hub.js\0', '');

const programs: Readonly<Record<string, string>> = { '14': '/usr/sbin/nginx', '13': '' };

const machine: Machine = {
  files: new FilesInMemory(files),
  platform: 'linux',
  nodeVersion: '22.12.0',
  hostBytes: 2 ** 34,
  freeBytes: 2 ** 30,
  exists: () => false,
  list: (path) => (path === '/proc' ? ['10', '11', '12', '13', '14', '15', 'self', 'uptime'] : []),
  link: (path) => {
    const [, , pid = '', name] = path.split('/');
    return name === 'exe' ? (programs[pid] ?? '/usr/bin/node') || undefined : undefined;
  },
  fileId: () => undefined,
  askVersion: () => undefined,
  askProcesses: () => undefined,
};
const watchers = new Map<number, Watcher>([
  [11, { name: 'npm', isItself: false, hubPid: 15, dashboardPort: 7171 }],
]);

describe('the Node.js processes of a machine', () => {
  const found = processesOfLinux(machine, watchers);

  it('are told with what can be seen of them, and with what cannot', () => {
    expect(found.map(({ pid, watching }) => [pid, watching])).toEqual([
      [10, { state: 'none' }],
      [11, { state: 'hub', hubPid: 15 }],
      [12, { state: 'loaded' }],
      [13, { state: 'unknown' }],
      [15, { state: 'is-hub' }],
    ]);
    expect(found[0]).toMatchObject({
      user: 'app',
      command: 'node /srv/api/server.js',
      ageMs: 3_600_500,
      rssBytes: 102_400 * 1024,
      heapLimit: 384 * 2 ** 20,
      nodeVersion: '24.3.0',
    });
    expect(found[1]).toMatchObject({ command: 'npm start', heapLimit: undefined });
    expect(found[3]).toMatchObject({ user: '33', nodeVersion: undefined, heapLimit: undefined });
  });

  it('are lines for pipes and objects for programs, without arguments', () => {
    expect(processLine(found[0]!)).toBe(
      'pid=10 user=app age=60min rss=100M heap-limit=384M node=24.3.0 tidemark=no command="node /srv/api/server.js"',
    );
    expect(processLine(found[3]!)).toContain('heap-limit=- node=- tidemark="not readable"');
    expect(JSON.parse(processJson(found[3]!))).toMatchObject({
      pid: 13,
      ageMs: 3_600_500,
      heapLimitBytes: null,
      isHeapLimitDefault: null,
      nodeVersion: null,
      watching: { state: 'unknown' },
    });
    expect(JSON.parse(processJson(found[4]!))).toMatchObject({ isHeapLimitDefault: true });
  });

  it('are a table that gives up columns, and folders of scripts, where there is little room', () => {
    const wide = processTable(found, 120).map(rowText);
    expect(wide[0]).toBe('PID  USER     AGE    RSS  HEAP LIMIT  NODE    TIDEMARK      COMMAND');
    expect(wide[1]).toBe(
      ' 10  app   60 min  100 M       384 M  24.3.0  no            node /srv/api/server.js',
    );
    const narrow = processTable(found, 45).map(rowText);
    expect(narrow[0]).toBe('PID    RSS  TIDEMARK      COMMAND');
    expect(narrow[1]).toBe(' 10  100 M  no            node …/server.js');
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(45);
    expect(processTable(found, 20).map(rowText)[0]).toBe('PID  COMMAND');
  });

  it('are what ps tells where there is no /proc', () => {
    const text = [
      '   20 me     01-02:03:04  2048 /usr/local/bin/node --max-old-space-size=64 a.js b',
      '   21 me           00:10  1024 vim node.txt',
      '   22 me           10:00  1024 node --import tidemark/register b.js',
      '   23 me           10:00  1024 node c.js',
      `${process.pid} me 00:01 1024 node d.js`,
    ].join('\n');
    const listed = processesOfPs(
      text,
      new Map([[23, { name: 'c', isItself: true, hubPid: undefined, dashboardPort: undefined }]]),
    );
    expect(listed).toEqual([
      expect.objectContaining({
        pid: 20,
        user: 'me',
        command: 'node a.js',
        ageMs: 93_784_000,
        rssBytes: 2 ** 21,
        heapLimit: 2 ** 26,
        watching: { state: 'unknown' },
      }),
      expect.objectContaining({ pid: 22, heapLimit: undefined, watching: { state: 'loaded' } }),
      expect.objectContaining({ pid: 23, watching: { state: 'itself' } }),
    ]);
    expect(processLine(listed[2]!)).toContain('tidemark="by itself"');
  });
});

describe('tidemark ps', () => {
  const run = async (isTTY: boolean, changes: Partial<Machine> = {}, json = false): Promise<string> => {
    const stdout = new FakeOutput();
    const output = Object.assign(stdout, { isTTY, columns: 80 });
    const context = {
      stdout: output,
      environment: { TMPDIR: '/nowhere', LANG: 'C.UTF-8' },
      platform: 'linux',
    };
    await psCommand({ json }, context as never, { ...machine, ...changes });
    return stdout.text;
  };

  it('says at a terminal how many there are, and what to do', async () => {
    const text = await run(true);
    expect(text).toMatch(
      /^tidemark ps {2}5 Node\.js processes, 0 watched by Tidemark, 1 that may not be looked into\n/,
    );
    expect(text).toContain('tidemark attach 10');
    expect(await run(true, { list: () => [] })).toBe(
      'tidemark ps  No Node.js process but this one runs here.\n',
    );
  });

  it('prints a line or an object for each elsewhere', async () => {
    expect((await run(false)).split('\n')).toHaveLength(6);
    expect((await run(true, {}, true)).split('\n', 1).map((line) => JSON.parse(line).pid)).toEqual([10]);
  });

  it('asks ps where there is no /proc, and says so where there is neither', async () => {
    const text = '20 me 00:10 2048 node a.js\n';
    expect(await run(false, { platform: 'darwin', askProcesses: () => text })).toContain('pid=20');
    await expect(run(false, { platform: 'win32' })).rejects.toMatchObject({ code: 'PROCESS_UNREADABLE' });
  });
});
