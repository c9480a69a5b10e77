import type { RunOptions } from '../harness/Bench.ts';
import { microseconds } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import type { Table } from '../harness/Table.ts';
import {
  healthyCases,
  type Job,
  leakingCases,
  leakRows,
  type Plan,
  type Setting,
  settings,
  smokePlan,
} from './plan.ts';
import type { SampleCost } from './programs/sampleCost.ts';
import { familyNames } from './simulator/families.ts';
import { settingInWords } from './words.ts';

const steadyLeak = leakRows.findIndex((row) => row.bytesPerSecond === 100e3);

/** What samples of healthy processes cost, and of processes of which some leak. */
interface SampleCosts {
  readonly healthy: SampleCost;
  readonly leaking: SampleCost;
}

/** The costs by setting. */
export type CostsBySetting = ReadonlyMap<Setting, SampleCosts>;

/** Times the analysis of one process of every family, with nothing beside it. */
export async function measureSamples({ quick }: Pick<RunOptions, 'quick'>): Promise<CostsBySetting> {
  const plan: Plan = {
    ...smokePlan,
    healthyHours: quick ? 1 : 3,
    leakingFamilies: ['constant', 'sineload', 'lru', 'mix'],
  };
  const leaking = leakingCases(plan, leakRows[steadyLeak]!, steadyLeak);
  const costs = new Map<Setting, SampleCosts>();
  for (const setting of settings) {
    const healthy = familyNames.flatMap((family) => healthyCases(plan, family, setting));
    costs.set(setting, {
      healthy: await costOf({ ...setting, cases: healthy }),
      leaking: await costOf({ ...setting, cases: leaking }),
    });
  }
  return costs;
}

/** The costs as a table. */
export function sampleCostTable(costs: CostsBySetting): Table {
  const row = (what: string, kind: keyof SampleCosts, figure: (cost: SampleCost) => string): string[] => [
    what,
    ...[...costs.values()].map((each) => figure(each[kind])),
  ];
  return {
    title: 'Cost of the analysis of one sample, of which there is one each 5 s',
    columns: ['what', ...[...costs.keys()].map(settingInWords)],
    rows: [
      row('CPU time, mean', 'healthy', (cost) => microseconds(cost.meanMicroseconds)),
      row('elapsed, median', 'healthy', (cost) => microseconds(cost.medianMicroseconds)),
      row('elapsed, 99 %', 'healthy', (cost) => microseconds(cost.p99Microseconds)),
      row('with a leak: CPU time, mean', 'leaking', (cost) => microseconds(cost.meanMicroseconds)),
      row('with a leak: elapsed, 99 %', 'leaking', (cost) => microseconds(cost.p99Microseconds)),
      row('samples', 'healthy', (cost) => String(cost.samples)),
    ],
    notes: [
      'CPU time is that of replays less that of the same processes with nobody watching, so that what it costs to simulate collections and sampled allocations is in it, too; elapsed time includes waiting for whatever else the machine does. The leak is of 100 KB/s, steady, and there for the last hour of some three and a half.',
    ],
  };
}

async function costOf(job: Job): Promise<SampleCost> {
  return await runProgram('detection/programs/sampleCost.ts', { arguments: [JSON.stringify(job)] });
}
