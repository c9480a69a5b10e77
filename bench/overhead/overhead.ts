import type { Bench, RunOptions } from '../harness/Bench.ts';
import { kilobytes, megabytes, microseconds, milliseconds, percent } from '../harness/figures.ts';
import type { Table } from '../harness/Table.ts';
import { type Target, targetTable } from '../harness/Target.ts';
import { busyServer } from './busyServer.ts';
import { HubStandIn } from './HubStandIn.ts';
import { history } from './history.ts';
import { idleProcess } from './idleProcess.ts';
import { importSize } from './importSize.ts';
import { liveSize } from './liveSize.ts';
import { type Cost, sampleCost } from './sampleCost.ts';
import { startUp } from './startUp.ts';

/** What watching costs, and how right it is, beside prom-client and OpenTelemetry. */
export const overhead: Bench = {
  name: 'overhead',
  about:
    'What Tidemark costs the process that it watches, how near its live size is to the truth, and the same for the default metrics of prom-client and the runtime instrumentation of OpenTelemetry.',
  run,
};

async function run(options: RunOptions): Promise<Table[]> {
  const cost = await sampleCost(options);
  const live = await liveSize(options);
  const kept = await history(options);
  const size = await importSize(options);
  const start = await startUp(options);
  const hub = await HubStandIn.open();
  try {
    const idle = await idleProcess(options, hub.socket);
    const busy = await busyServer(options, hub.socket);
    if (hub.receivedBytes === 0) throw new Error('no agent sent anything: streaming was not measured');
    const targets = targetTable('Targets', [
      ...perSample('reading a sample', cost.read),
      ...perSample('a tick between two looks for leaks', cost.tick),
      ...perSample('a tick, looks for leaks shared out', cost.tickAndLooks),
      {
        what: 'median error of the live size at 60 MB',
        atMost: 300_000,
        measured: live.medianErrorBytes,
        format: megabytes,
      },
      {
        what: 'CPU at 1 s, by arithmetic',
        atMost: 0.002,
        measured: cost.tickAndLooks.pacedMean / 1e6,
        format: percent,
      },
      { what: 'CPU at 1 s, idle process', atMost: 0.002, measured: idle.cpuShare, format: percent },
      {
        what: 'RSS of a busy server',
        atMost: 2e6,
        measured: busy.rssDifferenceBytes,
        format: megabytes,
      },
      { what: 'start-up time added', atMost: 30, measured: start.addedMs, format: milliseconds },
      {
        what: 'history of 1,000 samples',
        atMost: 200_000,
        measured: kept.bytes.ringBytes,
        format: kilobytes,
      },
      {
        what: 'growth over a million pushes',
        atMost: 10_000,
        measured: kept.bytes.grownBytes,
        format: kilobytes,
      },
    ]);
    return [targets, cost.table, live.table, idle.table, busy.table, start.table, size, kept.table];
  } finally {
    await hub.close();
  }
}

function perSample(what: string, { batched, garbageBytes }: Cost): Target[] {
  return [
    { what: `time of ${what}`, atMost: 10, measured: batched.median, format: microseconds },
    { what: `garbage of ${what}`, atMost: 2_500, measured: garbageBytes, format: kilobytes },
  ];
}
