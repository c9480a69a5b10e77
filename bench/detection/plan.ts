import type { PolicyName, World } from './policies.ts';
import { type FamilyName, familyNames } from './simulator/families.ts';
import type { LeakKind, LeakSettings } from './simulator/Leak.ts';
import { Random } from './simulator/Random.ts';

/** One process to be simulated. */
export interface Case {
  readonly family: FamilyName;
  readonly seed: number;
  readonly seconds: number;
  readonly leak?: LeakSettings;
  readonly large?: boolean;
}

/** How processes are watched. */
export interface Setting {
  readonly policy: PolicyName;
  readonly world: World;
}

/** Processes that are judged in one go. */
export interface Job extends Setting {
  readonly cases: readonly Case[];
}

/** In what processes a leak is looked for. */
export type Circumstance = 'late' | 'early' | 'large';

/** A leak that is looked for in every family; a rate of 0 is the control. */
export interface LeakRow {
  readonly kind: LeakKind;
  readonly bytesPerSecond: number;
  /** It begins in the third hour, or with the process; or in the third hour of one that holds 300 MB and more. */
  readonly circumstance: Circumstance;
}

/** How much is simulated, and on which seeds. */
export interface Plan {
  readonly firstSeed: number;
  readonly healthyHours: number;
  /** Healthy processes of each family, in the order of `settings`. */
  readonly healthyPerFamily: readonly number[];
  /** In which families leaks are looked for. */
  readonly leakingFamilies: readonly FamilyName[];
  readonly leakingPerFamily: Readonly<Record<LeakKind, number>>;
  /** Processes of each of these families that leak until their heap is full. */
  readonly fillingPerFamily: number;
}

/** The settings that are compared. The first is that of the promises. */
export const settings: readonly Setting[] = [
  { policy: 'standard', world: 'declared' },
  { policy: 'standard', world: 'undeclared' },
  { policy: 'prompt', world: 'declared' },
  { policy: 'natural', world: 'undeclared' },
];

/**
 * The final measurement. No constant of the detector or of the simulator may be chosen by what comes out on these seeds:
 * who tunes takes those of the smoke run, or any others below twenty millions. With the setting of the promises healthy
 * processes live for 30,000 hours in all, with the others for less.
 */
export const finalPlan: Plan = {
  firstSeed: 20_000_000,
  healthyHours: 24,
  healthyPerFamily: [97, 12, 4, 4],
  leakingFamilies: familyNames,
  leakingPerFamily: { constant: 4, burst: 2, accelerating: 2 },
  fillingPerFamily: 18,
};

/** The smoke run, on seeds for tuning. */
export const smokePlan: Plan = {
  firstSeed: 1_000_000,
  healthyHours: 3,
  healthyPerFamily: [1, 1, 1, 1],
  leakingFamilies: ['constant', 'mix'],
  leakingPerFamily: { constant: 1, burst: 1, accelerating: 1 },
  fillingPerFamily: 3,
};

const hourSeconds = 3600;
const healthySeeds = 1_000;
const rowSeeds = 10_000;
const portionSeconds = 250 * hourSeconds;
const fillingHours = 36;

/** Rows of the tables of detection: steady leaks at every rate, the other kinds and circumstances at some. */
export const leakRows: readonly LeakRow[] = [
  ...rows('constant', 'late', [0, 5e3, 10e3, 20e3, 50e3, 100e3, 500e3, 1e6, 2e6, 5e6]),
  ...rows('burst', 'late', [20e3, 100e3, 500e3, 2e6]),
  ...rows('accelerating', 'late', [20e3, 100e3, 500e3, 2e6]),
  ...rows('constant', 'early', [20e3, 100e3, 1e6]),
  ...rows('constant', 'large', [20e3, 100e3, 1e6]),
];

/** The healthy processes of a family. Other settings than the first see the first ones of the same. */
export function healthyCases(plan: Plan, family: FamilyName, setting: Setting): Case[] {
  const first = plan.firstSeed + familyNames.indexOf(family) * healthySeeds;
  const seconds = plan.healthyHours * hourSeconds;
  return Array.from({ length: plan.healthyPerFamily[settings.indexOf(setting)]! }, (_, index) => ({
    family,
    seed: first + index,
    seconds,
  }));
}

/** The processes of a row: an hour of leak each. */
export function leakingCases(plan: Plan, { circumstance, ...leak }: LeakRow, row: number): Case[] {
  const first = plan.firstSeed + 100 * rowSeeds + row * rowSeeds;
  const count = plan.leakingPerFamily[leak.kind];
  return plan.leakingFamilies.flatMap((family, place) =>
    Array.from({ length: count }, (_, index) => {
      const seed = first + place * count + index;
      return leakingCase(family, seed, leak, circumstance);
    }),
  );
}

/** One process with a leak that lasts for an hour. */
export function leakingCase(
  family: FamilyName,
  seed: number,
  leak: Omit<LeakSettings, 'onsetSecond'>,
  circumstance: Circumstance,
): Case {
  const late = 2 * hourSeconds + Math.floor(hourSeconds * new Random(-seed).next());
  const onsetSecond = circumstance === 'early' ? 0 : late;
  const large = circumstance === 'large';
  return { family, seed, seconds: onsetSecond + hourSeconds, leak: { ...leak, onsetSecond }, large };
}

/** The cases in portions that take some seconds each. */
export function portions(cases: readonly Case[]): Case[][] {
  const all: Case[][] = [[]];
  let seconds = 0;
  for (const each of cases) {
    if (seconds > 0 && seconds + each.seconds > portionSeconds) {
      all.push([]);
      seconds = 0;
    }
    all.at(-1)!.push(each);
    seconds += each.seconds;
  }
  return all;
}

/**
 * Processes that leak until their heap is full, at any rate, from some time in the first two hours on: with every kind of
 * leak.
 */
export function fillingCases(plan: Plan): Case[] {
  const first = plan.firstSeed + 900 * rowSeeds;
  const kinds: readonly LeakKind[] = ['constant', 'burst', 'accelerating'];
  return plan.leakingFamilies.flatMap((family, place) =>
    Array.from({ length: plan.fillingPerFamily }, (_, index) => {
      const seed = first + place * plan.fillingPerFamily + index;
      const random = new Random(-seed);
      const onsetSecond = Math.floor(random.uniform(0, 2 * hourSeconds));
      const bytesPerSecond = random.logUniform(20e3, 5e6);
      const leak = { kind: kinds[index % kinds.length]!, bytesPerSecond, onsetSecond };
      return { family, seed, seconds: fillingHours * hourSeconds, leak };
    }),
  );
}

function rows(kind: LeakKind, circumstance: Circumstance, rates: readonly number[]): LeakRow[] {
  return rates.map((bytesPerSecond) => ({ kind, bytesPerSecond, circumstance }));
}
