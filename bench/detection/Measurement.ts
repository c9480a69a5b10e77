import type { RunOptions } from '../harness/Bench.ts';
import {
  type Case,
  finalPlan,
  healthyCases,
  type Job,
  type LeakRow,
  leakingCases,
  leakRows,
  type Plan,
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

interface Group {
  readonly setting: Setting;
  readonly family?: FamilyName;
  readonly row?: LeakRow;
  readonly cases: readonly Case[];
}

/** Judges everything that the plan says. */
export async function measure({ quick, progress }: RunOptions): Promise<Measurement> {
  const plan = quick ? smokePlan : finalPlan;
  const groups = settings.flatMap((setting): Group[] => [
    ...familyNames.map((family) => ({ setting, family, cases: healthyCases(plan, family, setting) })),
    ...leakRows.map((row, place) => ({ setting, row, cases: leakingCases(plan, row, place) })),
  ]);
  const jobs = groups.map(({ setting, cases }): Job => ({ ...setting, cases }));
  const outcomes = await runJobs(jobs, (count) => {
    if (count % 10 === 0) progress(`judged ${count} of ${jobs.length} groups of processes`);
  });
  const results = settings.map((setting) => {
    const healthy = new Map<FamilyName, readonly Outcome[]>();
    const leaks: LeakResult[] = [];
    groups.forEach((group, place) => {
      const { family, row } = group;
      if (group.setting !== setting) return;
      if (family) healthy.set(family, outcomes[place]!);
      if (row) leaks.push(...resultsOf(row, group.cases, outcomes[place]!));
    });
    return { setting, healthy, leaks };
  });
  const seconds = outcomes.flat().reduce((sum, outcome) => sum + outcome.seconds, 0);
  return { plan, results, simulatedHours: seconds / 3600 };
}

function resultsOf(row: LeakRow, cases: readonly Case[], outcomes: readonly Outcome[]): LeakResult[] {
  return cases.map((each, one) => ({ family: each.family, row, ...detectionOf(each, outcomes[one]!) }));
}
