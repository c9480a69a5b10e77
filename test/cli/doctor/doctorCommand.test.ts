import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CommandContext } from '../../../src/cli/CommandContext.ts';
import { commandLine } from '../../../src/cli/commandLine.ts';
import { doctorCommand } from '../../../src/cli/doctor/doctorCommand.ts';
import { type Machine, thisMachine } from '../../../src/cli/machine/Machine.ts';
import { FilesInMemory } from '../../sampling/node/FilesInMemory.ts';
import { FakeOutput } from '../FakeOutput.ts';

const mebibyte = 2 ** 20;

function contextOf(
  stdout: FakeOutput,
  stderr: FakeOutput,
  environment: NodeJS.ProcessEnv = {},
): CommandContext {
  const directory = mkdtempSync(join(tmpdir(), 'tm-doctor-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return {
    environment: { LANG: 'C', ...environment },
    directory,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => Readable.from([]) as never,
    stdout: stdout as never,
    stderr: stderr as never,
    signals: new EventEmitter(),
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: () => Date.parse('2026-02-01'),
  };
}

async function doctor(given: readonly string[], environment?: NodeJS.ProcessEnv) {
  const stdout = new FakeOutput();
  const stderr = new FakeOutput();
  const outcome = await commandLine(['doctor', ...given], contextOf(stdout, stderr, environment));
  return { outcome, text: stdout.text, error: stderr.text };
}

/** A Node process that stands still, until the test ends. */
async function application(options: readonly string[], entered?: string): Promise<ChildProcess> {
  const enter =
    entered === undefined
      ? ''
      : `require('fs').writeFileSync(${JSON.stringify(entered)}, String(process.pid));`;
  const script = `${enter} console.log('here'); setInterval(() => {}, 1000)`;
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [...options, '-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  await once(child.stdout!, 'data');
  return child;
}

/** A machine of files that a test writes. */
function machineOf(files: Record<string, string>, changes: Partial<Machine> = {}): Machine {
  return {
    files: new FilesInMemory(files),
    platform: 'linux',
    nodeVersion: '22.12.0',
    hostBytes: 16 * 1024 * mebibyte,
    freeBytes: 1024 * mebibyte,
    exists: () => false,
    link: (path) => ({ '/proc/7/exe': '/usr/local/bin/node' })[path],
    fileId: () => undefined,
    askVersion: () => undefined,
    list: () => [],
    askProcesses: () => undefined,
    ...changes,
  };
}

const pod = {
  '/proc/meminfo': 'MemTotal:       16777216 kB\nMemAvailable:    8388608 kB\n',
  '/proc/self/mountinfo': '1 1 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/proc/7/cgroup': '0::/kubepods.slice/pod1/c1\n',
  '/proc/7/cmdline': 'node\0--trace-warnings\0server.js\0',
  '/proc/7/environ': 'NODE_VERSION=24.3.0\0PASSWORD=geheim\0NODE_OPTIONS=--no-deprecation\0',
  '/proc/7/status': 'VmRSS:  102400 kB\nVmSwap:  0 kB\nUid:  1000 1000\n',
  '/proc/7/limits': 'Max address space  unlimited  unlimited  bytes\n',
  '/proc/7/oom_score_adj': '987\n',
  '/sys/fs/cgroup/kubepods.slice/pod1/c1/memory.max': '536870912\n',
  '/sys/fs/cgroup/kubepods.slice/pod1/c1/memory.current': '104857600\n',
  '/sys/fs/cgroup/kubepods.slice/pod1/c1/cgroup.procs': '7\n8\n9\n',
  '/proc/8/cmdline': 'sh\0',
};

async function examined(machine: Machine, options = {}) {
  const stdout = new FakeOutput();
  const outcome = await doctorCommand('7', options, contextOf(stdout, new FakeOutput()), machine);
  return { outcome, text: stdout.text };
}

describe('tidemark doctor', () => {
  it('examines what would be started here', async () => {
    const { outcome, text } = await doctor([], {
      NODE_OPTIONS: '--max-old-space-size=64 --report-on-fatalerror',
    });
    expect(outcome).toEqual({ exitCode: 0 });
    expect(text).toContain('an application that is started here, Node.js');
    expect(text).toContain('64 MB of old generation and');
    expect(text).toContain('A report is written when V8 gives up.');
    expect(text).toContain('--max-old-space-size=64 --report-on-fatalerror --import=tidemark/register');
  });

  it('takes an application of tidemark run for watched', async () => {
    expect((await doctor([], { TIDEMARK_HUB_SOCKET: '/x' })).text).not.toContain('tidemark/register');
    expect((await doctor([], { NODE_OPTIONS: '--import tidemark/register' })).text).toContain(
      'Tidemark is loaded',
    );
  });

  it('finds what is wrong with the configuration there', async () => {
    const { text } = await doctor(['--json'], { TIDEMARK_SAMPLING_INTERVAL: 'soon' });
    const { findings } = JSON.parse(text) as { findings: { id: string; reasons: string[] }[] };
    expect(findings.find(({ id }) => id === 'configuration-wrong')?.reasons[0]).toContain('soon');
    const beyond = await doctor([], { TIDEMARK_THRESHOLDS_HEAP_CRITICAL: '900000000000' });
    expect(beyond.text).toContain('thresholds.heap.critical can never be reached');
  });

  it('examines a process that runs', async () => {
    const child = await application(['--max-old-space-size=96']);
    const { outcome, text } = await doctor(['--json', String(child.pid)]);
    expect(outcome).toEqual({ exitCode: 0 });
    const { patient } = JSON.parse(text) as { patient: Record<string, unknown> };
    expect(patient).toMatchObject({
      title: `process ${child.pid} (node --max-old-space-size=96 -e)`,
      nodeVersion: process.versions.node,
      heap: { oldGenerationBytes: 96 * mebibyte, chosenBy: 'option' },
      pid: child.pid,
      isWatched: false,
    });
  });

  it('finds two processes that do not fit into a real control group together', async (context) => {
    const group = `/sys/fs/cgroup/memory/tidemark-doctor-${process.pid}`;
    try {
      mkdirSync(group);
      writeFileSync(`${group}/memory.limit_in_bytes`, String(256 * mebibyte));
    } catch {
      return context.skip('needs root and a control group hierarchy of version 1');
    }
    onTestFinished(() => rmdirSync(group));
    const options = ['--max-old-space-size=96', '--max-semi-space-size=4'];
    const one = await application(options, `${group}/cgroup.procs`);
    const alone = await doctor(['--fail-on', 'problem', String(one.pid)]);
    expect(alone.outcome).toEqual({ exitCode: 0 });
    expect(alone.text).toContain(
      "The heap fits: 96 MB of old generation and 12 MB of young, within the\n         container's limit of 256 MB.",
    );
    await application(options, `${group}/cgroup.procs`);
    const both = await doctor(['--fail-on', 'problem', String(one.pid)]);
    expect(both.outcome).toEqual({ exitCode: 3 });
    expect(both.text).toContain('2 Node.js processes share 256 MB, and may take 296 MB together.');
    expect(both.text).toContain('instead of');
  });

  it('reads a pod from outside, and prints nothing of its environment', async () => {
    const { text, outcome } = await examined(machineOf(pod), { failOn: 'advice' });
    expect(outcome).toEqual({ exitCode: 3 });
    expect(text).toContain('Node.js 24.3.0, Kubernetes');
    // 256 MB by itself in 512 MB, which no option says.
    expect(text).toContain('The heap fits: 256 MB of old generation and 3 MB of young');
    expect(text).toContain('Kubernetes gives that to containers');
    expect(text).toContain('value: "--no-deprecation --report-on-fatalerror --report-exclude-env');
    expect(text).not.toContain('geheim');
    expect((await examined(machineOf(pod), { json: true })).text).not.toContain('geheim');
  });

  it('asks the program for its version only where it sees the same files', async () => {
    const files = { ...pod, '/proc/7/environ': 'A=1\0' };
    const unknown = await examined(
      machineOf(files, {
        askVersion: () => '20.19.1',
        link: (path) => (path.endsWith('exe') ? '/usr/bin/node' : path),
      }),
    );
    expect(unknown.text).toContain('Nobody can tell which Node.js this is');
    const known = await examined(machineOf(files, { askVersion: () => '20.19.1' }));
    expect(known.text).toContain('Node.js 20.19.1');
    const same = await examined(machineOf(files, { fileId: () => '1:2' }));
    expect(same.text).toContain('Node.js 22.12.0');
  });

  it('says why a process cannot be examined', async () => {
    await expect(
      examined(machineOf({ ...pod, '/proc/7/cmdline': 'sh\0' }, { link: () => '/bin/sh' })),
    ).rejects.toThrow('pid must be a Node.js process (7 is /bin/sh)');
    await expect(examined(machineOf(pod, { link: () => undefined }))).rejects.toThrow('may not be looked at');
    await expect(examined(machineOf({}))).rejects.toThrow('the number of a process that runs');
    await expect(examined(machineOf(pod, { platform: 'darwin' }))).rejects.toThrow('on Linux alone');
    expect(await doctor(['x'])).toMatchObject({
      outcome: { exitCode: 2 },
      error: expect.stringContaining('received "x"'),
    });
    expect(await doctor(['--fail-on', 'fine'])).toMatchObject({ outcome: { exitCode: 2 } });
  });

  it('knows the real machine', () => {
    const machine = thisMachine();
    expect(machine.askVersion(process.execPath)).toBe(process.versions.node);
    expect(machine.askVersion('/nowhere')).toBeUndefined();
    expect(machine.link('/nowhere')).toBeUndefined();
    expect(machine.fileId('/proc/self/exe')).toBe(machine.fileId(process.execPath));
  });

  it('runs no program that others could have replaced', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tm-doctor-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const program = join(directory, 'node');
    writeFileSync(program, '#!/bin/sh\necho v22.0.0\n', { mode: 0o755 });
    expect(thisMachine().askVersion(program)).toBe('22.0.0');
    chmodSync(program, 0o777);
    expect(thisMachine().askVersion(program)).toBeUndefined();
  });
});
