import { type FamilyName, familyNames } from './simulator/families.ts';
import type { LeakKind, LeakSettings } from './simulator/Leak.ts';
import type { ProbePolicyName } from './simulator/ProbePolicy.ts';
import { Random } from './simulator/Random.ts';

/** One process to be simulated. */
export interface Case {
  readonly family: FamilyName;
  readonly seed: number;
  readonly seconds: number;
  readonly leak?: LeakSettings;
}

/** Processes that are judged in one go. */
export interface Job {
  readonly policy: ProbePolicyName;
  readonly cases: readonly Case[];
}

/** A leak that is looked for in every family; a rate of 0 is the control. */
export interface LeakRow {
  readonly kind: LeakKind;
  readonly bytesPerSecond: number;
}

/** How much is simulated, and on which seeds. */
export interface Plan {
  readonly firstSeed: number;
  readonly healthyPerFamily: number;
  readonly healthyHours: number;
  readonly leakingPerFamily: Readonly<Record<LeakKind, number>>;
}

/**
 * The final measurement. No constant of the detector or of the simulator may be chosen by what comes out on these seeds:
 * who tunes takes those of the smoke run, or any others below twenty millions.
 */
export const finalPlan: Plan = {
  firstSeed: 20_000_000,
  healthyPerFamily: 16,
  healthyHours: 24,
  leakingPerFamily: { constant: 4, burst: 2, accelerating: 2 },
};

/** The smoke run, on seeds for tuning. */
export const smokePlan: Plan = {
  firstSeed: 1_000_000,
  healthyPerFamily: 1,
  healthyHours: 6,
  leakingPerFamily: { constant: 1, burst: 1, accelerating: 1 },
};

const hourSeconds = 3600;
const healthySeeds = 1_000;
const rowSeeds = 10_000;

/** Rows of the tables of detection: steady leaks at every rate, the other kinds at some. */
export const leakRows: readonly LeakRow[] = [
  ...[0, 5e3, 20e3, 50e3, 100e3, 500e3, 1e6, 2e6, 5e6].map((bytesPerSecond) => ({
    kind: 'constant' as const,
    bytesPerSecond,
  })),
  ...(['burst', 'accelerating'] as const).flatMap((kind) =>
    [20e3, 100e3, 500e3, 2e6].map((bytesPerSecond) => ({ kind, bytesPerSecond })),
  ),
];

/** The healthy processes of a family. */
export function healthyCases(plan: Plan, family: FamilyName): Case[] {
  const first = plan.firstSeed + familyNames.indexOf(family) * healthySeeds;
  const seconds = plan.healthyHours * hourSeconds;
  return Array.from({ length: plan.healthyPerFamily }, (_, index) => ({
    family,
    seed: first + index,
    seconds,
  }));
}

/** The processes of a row, in all families: an hour of leak each, from some time in the third hour on. */
export function leakingCases(plan: Plan, row: LeakRow): Case[] {
  const first = plan.firstSeed + 100 * rowSeeds + leakRows.indexOf(row) * rowSeeds;
  const count = plan.leakingPerFamily[row.kind];
  return familyNames.flatMap((family, place) =>
    Array.from({ length: count }, (_, index) => {
      const seed = first + place * count + index;
      const onsetSecond = 2 * hourSeconds + Math.floor(hourSeconds * new Random(-seed).next());
      return { family, seed, seconds: onsetSecond + hourSeconds, leak: { ...row, onsetSecond } };
    }),
  );
}
