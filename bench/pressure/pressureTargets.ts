import { count, percent } from '../harness/figures.ts';
import { sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { type Target, targetTable } from '../harness/Target.ts';
import type { Trouble } from './Scenario.ts';
import { answeredRatio, deathsOf, type ScenarioResult, worseBy } from './ScenarioResult.ts';

const avoidable: readonly Trouble[] = ['caching', 'burst', 'slow leak'];

/** What was promised, and what came of it. */
export function pressureTargets(results: readonly ScenarioResult[]): Table {
  const troubled = results.filter(({ scenario }) => avoidable.includes(scenario.trouble));
  const healthy = results.filter(({ scenario }) => scenario.trouble === 'healthy');
  const before = sum(troubled.map((each) => deathsOf(each, 'none')));
  const after = sum(troubled.map((each) => deathsOf(each, 'tidemark')));
  const all = sum(results.map((each) => deathsOf(each, 'none')));
  const allAfter = sum(results.map((each) => deathsOf(each, 'tidemark')));
  const targets: Target[] = [
    {
      what: `deaths by caching, bursts and slow leaks that are left (${after} of ${before})`,
      atMost: 0.1,
      measured: before === 0 ? Number.NaN : after / before,
      format: percent,
    },
    {
      what: `all deaths that are left (${allAfter} of ${all}): memory incidents, by the specification`,
      atMost: 0.5,
      measured: all === 0 ? Number.NaN : allAfter / all,
      format: percent,
    },
    {
      what: 'throughput lost while memory suffices, in the worst of the healthy scenarios',
      atMost: 0.1,
      measured:
        healthy.length === 0 ? Number.NaN : Math.max(...healthy.map((each) => 1 - answeredRatio(each))),
      format: percent,
    },
    {
      what: 'scenarios that are worse than without',
      atMost: 0,
      measured: results.filter((each) => worseBy(each) !== undefined).length,
      format: count,
    },
  ];
  return targetTable('Targets', targets, [
    'Worse: more deaths, or a tenth fewer requests answered, over all runs. A throughput lost that is negative is one gained.',
  ]);
}
