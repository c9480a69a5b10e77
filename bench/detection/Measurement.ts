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
  smokePlan,
} from './plan.ts';
import type { Outcome } from './replay.ts';
import { runJobs } from './runJobs.ts';
import { type FamilyName, familyNames } from './simulator/families.ts';
import { type ProbePolicyName, probePolicies } from './simulator/ProbePolicy.ts';
import { type Detection, detectionOf } from './suspicions.ts';

/** A leaking process, and how it fared. */
export interface LeakResult extends Detection {
  readonly family: FamilyName;
  readonly row: LeakRow;
}

/** All that was measured with one way of probing. */
export interface PolicyResults {
  readonly policy: ProbePolicyName;
  readonly healthy: ReadonlyMap<FamilyName, readonly Outcome[]>;
  readonly leaks: readonly LeakResult[];
}

/** The plan, and what came out. */
export interface Measurement {
  readonly plan: Plan;
  readonly policies: readonly PolicyResults[];
  /** Hours of all processes together. */
  readonly simulatedHours: number;
}

/** The ways of probing that are compared. */
export const policyNames: readonly ProbePolicyName[] = Object.keys(probePolicies) as ProbePolicyName[];

/** Judges everything that the plan says. */
export async function measure({ quick, progress }: RunOptions): Promise<Measurement> {
  const plan = quick ? smokePlan : finalPlan;
  const groups: readonly (readonly Case[])[] = [
    ...familyNames.map((family) => healthyCases(plan, family)),
    ...leakRows.map((row) => leakingCases(plan, row)),
  ];
  const jobs: readonly Job[] = policyNames.flatMap((policy) => groups.map((cases) => ({ policy, cases })));
  const outcomes = await runJobs(jobs, (count) => {
    if (count % 10 === 0) progress(`judged ${count} of ${jobs.length} groups of processes`);
  });
  const policies = policyNames.map((policy, place) => {
    const own = outcomes.slice(place * groups.length, (place + 1) * groups.length);
    return {
      policy,
      healthy: new Map(familyNames.map((family, index) => [family, own[index]!])),
      leaks: leakRows.flatMap((row, index) => {
        const group = familyNames.length + index;
        return groups[group]!.map((each, one) => ({
          family: each.family,
          row,
          ...detectionOf(each, own[group]![one]!),
        }));
      }),
    };
  });
  const seconds = outcomes.flat().reduce((sum, outcome) => sum + outcome.seconds, 0);
  return { plan, policies, simulatedHours: seconds / 3600 };
}
