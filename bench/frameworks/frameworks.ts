import type { Bench, RunOptions } from '../harness/Bench.ts';
import { type Format, kilobytes, microseconds, ratio, signed, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { pairedDifferences, pairedRatios, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { inTurns } from '../harness/turns.ts';
import { MeasuredServer } from './MeasuredServer.ts';
import type { CountingCost } from './programs/counting.ts';
import type { Framework } from './programs/server.ts';

/** What an integration costs a request. */
export const frameworks: Bench = {
  name: 'frameworks',
  about:
    'Processor time of a request with and without `tidemark/frameworks`: node:http, Express, Fastify, Koa, each as a real server; and counting a request by its route alone.',
  run,
};

const all: readonly Framework[] = ['node:http', 'Express', 'Fastify', 'Koa'];
const nanoseconds: Format = (value) => `${Math.round(value)} ns`;

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  const requests = quick ? 500 : 6000;
  const turns = quick ? 1 : 7;
  const rows: string[][] = [];
  for (const framework of all) {
    const servers = await Promise.all(
      [false, true].map((watched) => MeasuredServer.start({ framework, watched })),
    );
    for (const server of servers) await server.serve(requests);
    const measured = await inTurns(servers, turns, (server, turn) => {
      progress(`${framework}, turn ${turn + 1}`);
      return server.serve(requests);
    });
    for (const server of servers) server.stop();
    const [without, watched] = servers.map((server) => measured.get(server) ?? []);
    rows.push([
      framework,
      spread(spreadOf(without!), microseconds),
      spread(spreadOf(watched!), microseconds),
      spread(spreadOf(pairedDifferences(without!, watched!)), signed(microseconds)),
      spread(spreadOf(pairedRatios(without!, watched!)), ratio),
    ]);
  }
  progress('counting alone');
  const costs: CountingCost[] = [];
  for (let turn = 0; turn < (quick ? 1 : 3); turn++) {
    costs.push(
      await runProgram<CountingCost>('frameworks/programs/counting.ts', {
        arguments: [String(quick ? 50_000 : 500_000)],
      }),
    );
  }
  return [
    {
      title: 'Processor time of a request',
      columns: ['framework', 'without', 'with', 'difference', 'ratio'],
      rows,
      notes: [
        `Two servers, each in a process of its own, take turns at ${requests} requests of \`GET /users/42\` over 8 connections. Processor time of the whole process; differences and ratios pair by pair. With: monitoring with its defaults, requests counted by route, \`health\` and \`readiness\`.`,
      ],
    },
    {
      title: 'Counting a request by its route',
      columns: ['what', 'measured'],
      rows: [
        ['processor time', spread(spreadOf(costs.map(({ countNs }) => countNs)), nanoseconds)],
        ['memory of fifty routes', spread(spreadOf(costs.map(({ heldBytes }) => heldBytes)), kilobytes)],
      ],
      notes: [
        'Fifty routes in turn, each request an object of its own, in a process of its own; processor time.',
      ],
    },
  ];
}
