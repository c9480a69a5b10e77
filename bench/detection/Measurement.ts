import type { RunOptions } from '../harness/Bench.ts';
import { sum } from '../harness/statistics.ts';
import {
  type Case,
  finalPlan,
  healthyCases,
  type Job,
  type LeakRow,
  leakingCases,
  leakRows,
  type Plan,
  portions,
  type Setting,
  settings,
  smokePlan,
} from './plan.ts';
import type { Outcome } from './replay.ts';
import { runJobs } from './runJobs.ts';
import { type FamilyName, familyNames } from './simulator/families.ts';
import { type Detection, detectionOf } from './suspicions.ts';

/** A leaking process, and how it fared. */
export interface LeakResult extends Detection {
  readonly family: FamilyName;
  readonly row: LeakRow;
}

/** All that was measured with one setting. */
export interface SettingResults {
  readonly setting: Setting;
  readonly healthy: ReadonlyMap<FamilyName, readonly Outcome[]>;
  readonly leaks: readonly LeakResult[];
}

/** The plan, and what came out. */
export interface Measurement {
  readonly plan: Plan;
  /** In the order of `settings`. */
  readonly results: readonly SettingResults[];
  /** Hours of all processes together. */
  readonly simulatedHours: number;
}

/** Judges everything that the plan says. */
export async function measure({ quick, progress }: RunOptions): Promise<Measurement> {
  const plan = quick ? smokePlan : finalPlan;
  const healthyOf = (setting: Setting): Case[] =>
    familyNames.flatMap((family) => healthyCases(plan, family, setting));
  const leaking = leakRows.map((row, place) => leakingCases(plan, row, place));
  const jobs = settings.flatMap((setting) =>
    portions([...healthyOf(setting), ...leaking.flat()]).map((cases): Job => ({ ...setting, cases })),
  );
  const outcomes = await runJobs<Outcome[]>('judge', jobs, (count) => {
    if (count % 10 === 0) progress(`judged ${count} of ${jobs.length} groups of processes`);
  });
  const all = outcomes.flat();
  let next = 0;
  const take = (cases: readonly Case[]): readonly Outcome[] => {
    next += cases.length;
    return all.slice(next - cases.length, next);
  };
  const results = settings.map((setting): SettingResults => {
    const healthy = new Map(
      familyNames.map((family) => [family, take(healthyCases(plan, family, setting))] as const),
    );
    const leaks = leakRows.flatMap((row, place) => resultsOf(row, leaking[place]!, take(leaking[place]!)));
    return { setting, healthy, leaks };
  });
  return { plan, results, simulatedHours: sum(all.map(({ seconds }) => seconds)) / 3600 };
}

function resultsOf(row: LeakRow, cases: readonly Case[], outcomes: readonly Outcome[]): LeakResult[] {
  return cases.map((each, one) => ({ family: each.family, row, ...detectionOf(each, outcomes[one]!) }));
}
