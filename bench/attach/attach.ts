import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench, RunOptions } from '../harness/Bench.ts';
import { count, kilobytes, milliseconds } from '../harness/figures.ts';
import { programEnvironment, programPath } from '../harness/program.ts';
import { shippedUrl } from '../harness/shipped.ts';
import { median } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import type { Holdings } from './programs/server.ts';
import { Traffic } from './Traffic.ts';

/** What coming into a running process does to it, and what is left of that. */
export const attach: Bench = {
  name: 'attach',
  about:
    'A process under load that is attached to and left again and again: what it is left with, and what its clients notice.',
  run,
};

/** The first ones load the agent's code, which stays; what is used often V8 compiles further in the dozens after them. */
const warmUps = 5;

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  const visits = quick ? 3 : 200;
  const server = fork(programPath('attach/programs/server.ts'), {
    execArgv: ['--expose-gc', '--inspect-port=0'],
    env: programEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const traffic = new Traffic(port);
  try {
    const first = await holdingsOf(server);
    traffic.takeLatencies();
    await new Promise((resolve) => setTimeout(resolve, quick ? 1000 : 20_000));
    const alone = traffic.takeLatencies();
    const attachMs: number[] = [];
    const visit = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) {
        if (attachMs.length % 20 === 0) progress(`attaching: ${attachMs.length} of ${warmUps + visits}`);
        attachMs.push(await visitOnce(server.pid!));
      }
    };
    await visit(warmUps);
    const warm = await holdingsOf(server);
    traffic.takeLatencies();
    const half = Math.floor(visits / 2);
    await visit(half);
    const settled = await holdingsOf(server);
    await visit(visits - half);
    const visited = traffic.takeLatencies();
    const after = await holdingsOf(server);
    await traffic.stop();
    const perVisit = (after.oldBytes - settled.oldBytes) / (visits - half);
    const isSame = String([after.resources, after.listeners]) === String([first.resources, first.listeners]);
    const moments: readonly (readonly [string, Holdings])[] = [
      ['before the first time', first],
      [`after ${warmUps} times`, warm],
      [`after ${warmUps + half} times`, settled],
      [`after ${warmUps + visits} times`, after],
    ];
    return [
      targetTable(`Targets of attaching, ${visits} times`, [
        { what: 'requests without an answer', atMost: 0, measured: traffic.lost, format: count },
        {
          what: 'handles, timers and listeners that are left',
          atMost: 0,
          measured: isSame ? 0 : 1,
          format: count,
        },
        {
          what: `heap that is left of each time, of the last ${visits - half}`,
          atMost: 2048,
          measured: perVisit,
          format: kilobytes,
        },
      ]),
      {
        title: 'A process under load that is attached to',
        columns: ['what', 'median', '99 %', 'longest'],
        rows: [
          ['from the command to the first report', ...quantiles(attachMs)],
          ['a request, alone', ...quantiles(alone)],
          ['a request, while it is attached to and left', ...quantiles(visited)],
        ],
        notes: [
          `${count(traffic.answered)} requests were answered. The time to attach has the start of tidemark itself in it, on this machine.`,
        ],
      },
      {
        title: 'What the process holds after a full collection',
        columns: ['when', 'old generation', 'of it machine code', 'RSS'],
        rows: moments.map(([when, { oldBytes, machineCodeBytes, rssBytes }]) => [
          when,
          kilobytes(oldBytes),
          kilobytes(machineCodeBytes),
          kilobytes(rssBytes),
        ]),
        notes: [
          'The code of the agent stays: Node.js unloads no modules. In the first hundred times V8 compiles more and more of it, and of Node.js itself; no objects are left.',
        ],
      },
    ];
  } finally {
    server.kill('SIGKILL');
  }
}

/** Attaches, and leaves as soon as the agent has reported. Resolves with how long that took, in milliseconds. */
async function visitOnce(pid: number): Promise<number> {
  const beganAt = performance.now();
  const main = fileURLToPath(shippedUrl('cli/main.js'));
  const tidemark = spawn(
    process.execPath,
    [main, 'attach', String(pid), '--no-dashboard', '--interval', '100ms'],
    {
      env: programEnvironment({ TIDEMARK_RECORDER_ENABLED: 'false' }),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  let attachedAt = Number.NaN;
  tidemark.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (!Number.isNaN(attachedAt) || !said.includes('attached within')) return;
    attachedAt = performance.now();
    tidemark.kill('SIGINT');
  });
  const [code] = (await once(tidemark, 'close')) as [number | null];
  if (code !== 0 || !said.includes('its agent has stopped')) throw new Error(`attaching failed: ${said}`);
  return attachedAt - beganAt;
}

async function holdingsOf(server: ChildProcess): Promise<Holdings> {
  const answered = once(server, 'message');
  server.send('holdings');
  return ((await answered) as [Holdings])[0];
}

function quantiles(values: readonly number[]): string[] {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return [median(sorted), at(0.99), at(1)].map(milliseconds);
}
