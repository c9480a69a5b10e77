import { microseconds } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import type { Table } from '../harness/Table.ts';
import { policyNames } from './Measurement.ts';
import { healthyCases, type Job, leakingCases, leakRows, smokePlan } from './plan.ts';
import type { LookCost } from './programs/lookCost.ts';
import { familyNames } from './simulator/families.ts';
import type { ProbePolicyName } from './simulator/ProbePolicy.ts';
import { policyWords } from './words.ts';

const steadyLeak = leakRows.find((row) => row.bytesPerSecond === 100e3)!;

/** What looks at healthy processes cost, and at processes of which some leak. */
interface LookCosts {
  readonly healthy: LookCost;
  readonly leaking: LookCost;
}

/** The costs by way of probing. */
export type CostsByPolicy = ReadonlyMap<ProbePolicyName, LookCosts>;

/** Times the looks at one process of every family, with nothing beside it. */
export async function measureLooks(): Promise<CostsByPolicy> {
  const healthy = familyNames.flatMap((family) => healthyCases(smokePlan, family));
  const leaking = leakingCases(smokePlan, steadyLeak);
  const costs = new Map<ProbePolicyName, LookCosts>();
  for (const policy of policyNames) {
    costs.set(policy, {
      healthy: await costOf({ policy, cases: healthy }),
      leaking: await costOf({ policy, cases: leaking }),
    });
  }
  return costs;
}

/** The costs as a table. */
export function lookCostTable(costs: CostsByPolicy): Table {
  const row = (what: string, kind: keyof LookCosts, figure: (cost: LookCost) => string): string[] => [
    what,
    ...[...costs.values()].map((each) => figure(each[kind])),
  ];
  return {
    title: 'Cost of one look for leaks, of which there is one each 10 s',
    columns: ['what', ...[...costs.keys()].map((policy) => policyWords[policy])],
    rows: [
      row('CPU time, mean', 'healthy', (cost) => microseconds(cost.meanMicroseconds)),
      row('elapsed, median', 'healthy', (cost) => microseconds(cost.medianMicroseconds)),
      row('elapsed, 99 %', 'healthy', (cost) => microseconds(cost.p99Microseconds)),
      row('with a leak: CPU time, mean', 'leaking', (cost) => microseconds(cost.meanMicroseconds)),
      row('with a leak: elapsed, 99 %', 'leaking', (cost) => microseconds(cost.p99Microseconds)),
      row('looks', 'healthy', (cost) => String(cost.looks)),
    ],
    notes: [
      'CPU time is that of replays with looks less that of the same replays without them; elapsed time includes waiting for whatever else the machine does. The leak is of 100 KB/s, steady, and there for the last hour of some three and a half.',
    ],
  };
}

async function costOf(job: Job): Promise<LookCost> {
  return await runProgram('detection/programs/lookCost.ts', { arguments: [JSON.stringify(job)] });
}
