import type { RunOptions } from '../harness/Bench.ts';
import { count, megabytes, microseconds, ratio, signed, spread } from '../harness/figures.ts';
import { median, pairedDifferences, pairedRatios, spreadOf, sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { orderOfTurn } from '../harness/turns.ts';
import { ServerUnderLoad, type SliceCost } from './ServerUnderLoad.ts';
import { nothing, openTelemetry, promClient, tidemark, type Watcher } from './watchers.ts';

/**
 * How long a run is: fresh processes each round, and in each round many short slices of load that take turns. Twice as
 * many slices as servers give each server each place in the order twice.
 */
interface Extent {
  readonly rounds: number;
  readonly slices: number;
  readonly requestsPerSlice: number;
  readonly warmUpRequests: number;
  readonly settleMs: number;
}

const whole: Extent = {
  rounds: 6,
  slices: 16,
  requestsPerSlice: 700,
  warmUpRequests: 4_000,
  settleMs: 15_000,
};
const smoke: Extent = { rounds: 1, slices: 2, requestsPerSlice: 400, warmUpRequests: 400, settleMs: 1_000 };

/** One watched server and, round by round, what a request cost it and the memory that it stood at. */
interface Arm {
  readonly label: string;
  readonly watcher: Watcher;
  readonly cpuPerRequest: number[];
  readonly residentBytes: number[];
}

/** What the busy server says about Tidemark. */
export interface BusyServer {
  readonly table: Table;
  /** Bytes; in each round, the mean of the two servers watched by Tidemark less that of the two not watched. */
  readonly rssDifferenceBytes: number;
}

/** CPU time per request and RSS of a busy HTTP server: watched against not watched. */
export async function busyServer({ quick, progress }: RunOptions, hubSocket: string): Promise<BusyServer> {
  const extent = quick ? smoke : whole;
  const bare = arm('nothing', nothing);
  const watched = [1_000, 5_000].flatMap((intervalMs) => [
    arm(`Tidemark, ${intervalMs / 1_000} s`, tidemark(intervalMs, hubSocket)),
    arm(`prom-client, ${intervalMs / 1_000} s`, promClient(intervalMs)),
    arm(`OpenTelemetry, ${intervalMs / 1_000} s`, openTelemetry(intervalMs)),
  ]);
  const unwatched = [bare, arm('nothing, once more', nothing)];
  const arms = [...unwatched, ...watched];
  for (let round = 0; round < extent.rounds; round++) {
    progress(`busy HTTP server: round ${round + 1} of ${extent.rounds}, ${arms.length} servers`);
    await measureRound(arms, extent);
  }
  const requests = extent.slices * extent.requestsPerSlice;
  return {
    table: {
      title: 'A busy HTTP server (JSON work), watched and not',
      columns: ['watched by', 'CPU per request', 'ratio to nothing', 'RSS difference'],
      rows: arms.map((each) => [
        each.label,
        spread(spreadOf(each.cpuPerRequest), microseconds),
        each === bare ? '' : spread(spreadOf(pairedRatios(bare.cpuPerRequest, each.cpuPerRequest)), ratio),
        each === bare
          ? ''
          : spread(spreadOf(pairedDifferences(bare.residentBytes, each.residentBytes)), signed(megabytes)),
      ]),
      notes: [
        `${extent.rounds} rounds of fresh processes; in each, all servers live side by side and take turns at ${count(requests)} requests in ${extent.slices} slices, in alternating order. CPU is the whole process, all threads; RSS is read at the end of a round, ${extent.settleMs / 1_000} s after a full collection, when V8 has given back what it does not need, and without the young generation, whose size V8 chooses by chance. Load comes from another process over loopback.`,
        '"nothing, once more" is the noise: a difference within its range is no difference.',
        'Tidemark streams each sample to a socket. The peers collect at the same interval, but send nothing.',
      ],
    },
    rssDifferenceBytes: median(
      pairedDifferences(
        meansOf(unwatched),
        meansOf(arms.filter(({ label }) => label.startsWith('Tidemark'))),
      ),
    ),
  };
}

async function measureRound(arms: readonly Arm[], extent: Extent): Promise<void> {
  const servers = new Map<Arm, ServerUnderLoad>();
  const costs = new Map<Arm, SliceCost[]>(arms.map((each) => [each, []]));
  try {
    for (const each of arms) servers.set(each, await ServerUnderLoad.start(each.watcher));
    for (const server of servers.values()) await server.load(extent.warmUpRequests);
    for (let slice = 0; slice < extent.slices; slice++) {
      for (const each of orderOfTurn(arms, slice)) {
        costs.get(each)?.push(await (servers.get(each) as ServerUnderLoad).load(extent.requestsPerSlice));
      }
    }
    const measured = [...servers].map(async ([each, server]) =>
      each.residentBytes.push(await server.residentBytes(extent.settleMs)),
    );
    await Promise.all(measured);
  } finally {
    for (const server of servers.values()) await server.stop();
  }
  for (const [each, slices] of costs) {
    each.cpuPerRequest.push(
      sum(slices.map((slice) => slice.cpuMicroseconds)) / sum(slices.map((slice) => slice.requests)),
    );
  }
}

function arm(label: string, watcher: Watcher): Arm {
  return { label, watcher, cpuPerRequest: [], residentBytes: [] };
}

/** Round by round, the mean of what the servers stood at. */
function meansOf(arms: readonly Arm[]): number[] {
  const rounds = arms[0]?.residentBytes ?? [];
  return rounds.map((_, round) => sum(arms.map((each) => each.residentBytes[round] as number)) / arms.length);
}
