import type { Bench, RunOptions } from '../harness/Bench.ts';
import { count, type Format, microseconds, milliseconds, percent, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { inTurns } from '../harness/turns.ts';
import type { DoorCost } from './programs/shedding/door.ts';
import type { SheddingArm } from './programs/shedding/server.ts';
import { type LoadOutcome, type LoadPhase, openLoad } from './shedding/openLoad.ts';
import { pipelinedLoad } from './shedding/pipelinedLoad.ts';
import { SupervisedServer } from './shedding/SupervisedServer.ts';

/** Load shedding beside @fastify/under-pressure and beside nothing. */
export const shedding: Bench = {
  name: 'shedding',
  about:
    'Load shedding: the same Fastify server with nothing, with @fastify/under-pressure and with Tidemark, under a healthy load and under one that needs more memory than there is; and what a door and a refusal cost.',
  run,
};

const arms: readonly SheddingArm[] = ['nothing', '@fastify/under-pressure', 'Tidemark'];
const heapLimitBytes = 256 * 2 ** 20;

interface Run extends LoadOutcome {
  readonly deaths: number;
}

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  const seconds = quick ? 1 : 20;
  const calm: LoadPhase = { seconds: quick ? 1 : 5, requestsPerSecond: 100, megabytes: 1, holdMs: 50 };
  const tables: Table[] = [];
  const loads: readonly (readonly [string, LoadPhase[], string])[] = [
    [
      'A healthy load',
      [{ seconds: seconds / 2, requestsPerSecond: 200, megabytes: 0.5, holdMs: 50 }],
      '200 requests a second, each of which holds 0.5 MB on the heap for 50 ms.',
    ],
    [
      'A load that needs more memory than there is',
      [calm, { ...calm, seconds, holdMs: 6000 }, calm],
      `100 requests a second, each of which holds 1 MB on the heap, for 50 ms; then, for ${seconds} s, for 6 s, as where a database has become slow: ${100 * Math.min(6, seconds)} MB at a time where the limit of the old generation is 256 MB; then for 50 ms again.`,
    ],
  ];
  for (const [title, phases, note] of loads) {
    const runs = await inTurns(arms, quick ? 1 : 3, async (arm, turn) => {
      progress(`${title}, turn ${turn + 1}: ${arm}`);
      return await loaded(arm, phases);
    });
    tables.push(loadTable(title, runs, note));
  }
  tables.push(await costTable(quick, progress));
  return tables;
}

async function loaded(arm: SheddingArm, phases: readonly LoadPhase[]): Promise<Run> {
  const server = new SupervisedServer({ arm, heapLimitBytes, refusing: false });
  await server.start();
  // The agent loads what answers pressure a second after its start.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const outcome = await openLoad(server, phases);
  server.stop();
  return { ...outcome, deaths: server.deaths };
}

function loadTable(title: string, runs: ReadonlyMap<SheddingArm, Run[]>, note: string): Table {
  return {
    title,
    columns: [
      'with',
      'answered',
      'refused',
      'lost',
      'p50',
      'p99',
      '`/pay` answered',
      '`/health` answered',
      'deaths',
    ],
    rows: arms.map((arm) => {
      const measured = runs.get(arm) ?? [];
      const of = (figure: (run: Run) => number, format: Format) =>
        spread(spreadOf(measured.map(figure)), format);
      return [
        arm,
        of(({ latencies }) => latencies.length, count),
        of(({ refused }) => refused, count),
        of(({ failed }) => failed, count),
        of(({ latencies }) => quantile(latencies, 0.5), milliseconds),
        of(({ latencies }) => quantile(latencies, 0.99), milliseconds),
        of(({ highAnswered, highAsked }) => highAnswered / highAsked, percent),
        of(({ healthAnswered, healthAsked }) => healthAnswered / healthAsked, percent),
        of(({ deaths }) => deaths, count),
      ];
    }),
    notes: [
      `${note} Requests come whether those before them have been answered or not. Every tenth goes to \`/pay\`, which is of high priority under Tidemark. \`/health\` is asked for five times a second. A server that dies is started again at once; lost is what got no answer.`,
      '@fastify/under-pressure has `maxHeapUsedBytes` at 85 % of the limit; Tidemark has its defaults.',
    ],
  };
}

async function costTable(quick: boolean, progress: RunOptions['progress']): Promise<Table> {
  const requests = quick ? 500 : 50_000;
  const turns = quick ? 1 : 5;
  const cpu = async (arm: SheddingArm, refusing: boolean) => {
    const server = new SupervisedServer({ arm, heapLimitBytes, refusing });
    await server.start();
    // Under-pressure measures once a second.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await pipelinedLoad(server.port, '/empty', requests / 5);
    const before = await server.cpuMicroseconds();
    const status = await pipelinedLoad(server.port, '/empty', requests);
    const after = await server.cpuMicroseconds();
    server.stop();
    if (status !== (refusing ? 503 : 200)) throw new Error(`${arm} answered ${status}`);
    return (after - before) / requests;
  };
  const served = await inTurns(arms, turns, (arm, turn) => {
    progress(`cost of an answer, turn ${turn + 1}: ${arm}`);
    return cpu(arm, false);
  });
  const refused = await inTurns(arms.slice(1), turns, (arm, turn) => {
    progress(`cost of a refusal, turn ${turn + 1}: ${arm}`);
    return cpu(arm, true);
  });
  const doors: DoorCost[] = [];
  for (let turn = 0; turn < turns; turn++) {
    doors.push(
      await runProgram<DoorCost>('pressure/programs/shedding/door.ts', {
        arguments: [String(quick ? 10_000 : 5_000_000)],
      }),
    );
  }
  const nanoseconds: Format = (value) => `${value.toFixed(1)} ns`;
  const door = (figure: keyof DoorCost) => spread(spreadOf(doors.map((cost) => cost[figure])), nanoseconds);
  return {
    title: 'What it costs',
    columns: ['with', 'processor time of an answer', 'of a refusal'],
    rows: arms.map((arm) => [
      arm,
      spread(spreadOf(served.get(arm) ?? []), microseconds),
      refused.has(arm) ? spread(spreadOf(refused.get(arm) ?? []), microseconds) : '',
    ]),
    notes: [
      `Processor time of the whole server for each of ${requests} requests that do nothing, over 8 connections; the agent's own is in Tidemark's answers.`,
      `The door alone, from the beginning of a request to its end, called in a loop while nothing is refused: ${door('wrapNs')} as a listener of node:http, ${door('expressNs')} as middleware of Express.`,
    ],
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
