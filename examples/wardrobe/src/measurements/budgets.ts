import { type OperationKind, operations } from '../workloads/workloads.ts';
import { liveBytes } from './collector.ts';
import { type RehearsalOptions, rehearse } from './rehearsal.ts';

export interface Budget {
  readonly kind: OperationKind;
  readonly operations: number;
  /** The growth after garbage collection that the operations may cause, in bytes. */
  readonly allowedBytes: number;
}

export interface MeasuredBudget extends Budget {
  readonly grownBytes: number;
}

export const budgets: readonly Budget[] = [
  { kind: 'clothing', operations: 1000, allowedBytes: 10_000_000 },
  { kind: 'anatomy', operations: 100_000, allowedBytes: 200_000_000 },
];

/** Time between two operations, and until all that is remembered for a while is forgotten; milliseconds of the game. */
const pauseMs = 1;
const forgettingMs = 10_000;

/** The first rounds still compile code, the more of them the busier the machine, and fill caches; the median of five does not care. */
const rounds = 5;

/** Measures how much the live heap grows by a budget's operations, in a world that has run for a while. */
export async function measureBudget(
  budget: Budget,
  collect: () => void,
  leaking: Pick<RehearsalOptions, 'leak' | 'leakBytesPerSecond'> = {},
): Promise<MeasuredBudget> {
  const { world, load, rest } = await rehearse({
    workload: 'mixed',
    actorCount: 100,
    rate: 2000,
    ...leaking,
  });
  await load.run(15);
  const operate = operations[budget.kind];
  const growths: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    rest(forgettingMs);
    const before = liveBytes(collect);
    for (let i = 0; i < budget.operations; i += 1) {
      operate(world);
      rest(pauseMs);
    }
    rest(forgettingMs);
    growths.push(liveBytes(collect) - before);
  }
  const median = growths.sort((a, b) => a - b)[Math.floor(rounds / 2)] as number;
  // The world must outlive the last reading, or its own size would count as freed.
  return { ...budget, grownBytes: world.entities.size > 0 ? median : Number.NaN };
}
