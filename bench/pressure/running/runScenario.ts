import type { Recycling, StrategyApplied } from '../../../src/wire/response.ts';
import { LoadGenerator } from '../load/LoadGenerator.ts';
import type { LoadResult } from '../load/Tally.ts';
import type { Protection, Scenario } from '../Scenario.ts';
import { MemoryGroup } from './MemoryGroup.ts';
import { type DeathCause, ProgramProcess } from './ProgramProcess.ts';

/** A process that ended before its time. */
interface Death {
  readonly cause: DeathCause;
  /** Since the load began. */
  readonly atMs: number;
  /** What Tidemark thought of memory when it was last heard. */
  readonly level: string;
}

/** What one run came to. */
export interface RunOutcome {
  readonly deaths: readonly Death[];
  readonly load: LoadResult;
  readonly applied: readonly StrategyApplied[];
  /** The steps of replacements of cluster workers. */
  readonly recycling: readonly Recycling[];
  /** Whether the limit was the kernel's; otherwise only V8's heap was limited. */
  readonly contained: boolean;
}

const mib = 2 ** 20;
const limitTryMs = 250;

/** Runs a scenario once, with all its processes and its load. */
export async function runScenario(
  scenario: Scenario,
  protection: Protection,
  seed: number,
): Promise<RunOutcome> {
  const limitBytes = scenario.containerMegabytes * mib;
  const group = MemoryGroup.make(limitBytes);
  const deaths: Death[] = [];
  const applied: StrategyApplied[] = [];
  const recycling: Recycling[] = [];
  let level = 'normal';
  let begin = performance.now();
  const died = (cause: DeathCause, time = Date.now()): void => {
    deaths.push({ cause, atMs: performance.now() - begin - (Date.now() - time), level });
    level = 'normal';
  };
  const processes = Array.from(
    { length: scenario.processes ?? 1 },
    () =>
      new ProgramProcess({
        scenario,
        protection,
        group,
        limitBytes,
        died,
        told: (message) => {
          if (message.type === 'applied') applied.push(message.applied);
          if (message.type === 'level') level = message.change.level;
          if (message.type === 'recycling') recycling.push(message.recycling);
          if (message.type === 'worker died') died(message.signal === 'SIGKILL' ? 'kernel' : 'heap limit');
        },
      }),
  );
  let lowering: NodeJS.Timeout | undefined;
  try {
    await Promise.all(processes.map((each) => each.start()));
    begin = performance.now();
    const { lowered } = scenario;
    if (lowered !== undefined && group !== undefined) {
      lowering = setInterval(() => {
        if (performance.now() - begin < lowered.atMs) return;
        if (group.lower(lowered.toMegabytes * mib)) clearInterval(lowering);
      }, limitTryMs);
    }
    const ports = (): number[] => processes.flatMap(({ port }) => port ?? []);
    const load = await new LoadGenerator({ scenario, ports, seed }).run();
    return { deaths, load, applied, recycling, contained: group !== undefined };
  } finally {
    clearInterval(lowering);
    await Promise.all(processes.map((each) => each.stop()));
    await group?.remove();
  }
}
