import type { Bench, RunOptions } from '../harness/Bench.ts';
import type { Table } from '../harness/Table.ts';
import { orderOfTurn } from '../harness/turns.ts';
import { actionTable, deathTable, requestTable } from './pressureTables.ts';
import { pressureTargets } from './pressureTargets.ts';
import { type RunOutcome, runScenario } from './running/runScenario.ts';
import { type Protection, protections, type Scenario } from './Scenario.ts';
import type { ScenarioResult } from './ScenarioResult.ts';
import { scenarios } from './scenarios.ts';

/** Who survives, in real processes under a real limit. */
export const pressure: Bench = {
  name: 'pressure',
  about:
    'Services whose memory runs short, as real processes in a memory-limited control group: not managed at all, with @fastify/under-pressure, and with Tidemark as its guides show it.',
  run,
};

interface Job {
  readonly scenario: Scenario;
  readonly protection: Protection;
  readonly turn: number;
}

/** Runs of two scenarios at once leave a core to each; where throughput is measured a run is alone. */
const usualParallel = 2;
const wholeRuns = 3;

async function run({ quick, progress, selection }: RunOptions): Promise<Table[]> {
  const chosen = scenarios.filter(({ name }) => selection?.only?.includes(name) ?? true);
  if (chosen.length === 0) {
    throw new Error(`no such scenario; there is ${scenarios.map(({ name }) => name).join(', ')}`);
  }
  const runs = quick ? 1 : wholeRuns;
  const jobs = jobsOf(chosen, runs);
  const outcomes = new Map<Job, RunOutcome>();
  const measure = async (job: Job): Promise<void> => {
    const outcome = await runScenario(job.scenario, job.protection, job.turn);
    outcomes.set(job, outcome);
    progress(
      `${outcomes.size} of ${jobs.length}: ${job.scenario.name}, ${job.protection}: ${wordsFor(outcome)}`,
    );
  };
  const alone = jobs.filter(({ scenario }) => scenario.trouble === 'healthy');
  const shared = jobs.filter(({ scenario }) => scenario.trouble !== 'healthy');
  await inParallel(shared, selection?.parallel ?? usualParallel, measure);
  await inParallel(alone, 1, measure);
  const results = chosen.map((scenario) => resultOf(scenario, outcomes));
  return [pressureTargets(results), deathTable(results, runs), requestTable(results), actionTable(results)];
}

/** The runs of a scenario stand together, in alternating order. */
function jobsOf(chosen: readonly Scenario[], runs: number): Job[] {
  return chosen.flatMap((scenario) =>
    Array.from({ length: runs }, (_, turn) => turn).flatMap((turn) =>
      orderOfTurn(protections, turn).map((protection) => ({ scenario, protection, turn })),
    ),
  );
}

async function inParallel(
  jobs: readonly Job[],
  lanes: number,
  measure: (job: Job) => Promise<void>,
): Promise<void> {
  const left = [...jobs];
  const lane = async (): Promise<void> => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await measure(job);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function resultOf(scenario: Scenario, outcomes: ReadonlyMap<Job, RunOutcome>): ScenarioResult {
  const own = [...outcomes]
    .filter(([job]) => job.scenario === scenario)
    .sort(([one], [other]) => one.turn - other.turn);
  return {
    scenario,
    outcomes: new Map(
      protections.map((protection) => [
        protection,
        own.filter(([job]) => job.protection === protection).map(([, outcome]) => outcome),
      ]),
    ),
  };
}

function wordsFor({ deaths, load }: RunOutcome): string {
  const died = deaths.map(({ cause, atMs, level }) => `${cause} at ${Math.round(atMs / 1000)} s (${level})`);
  return `${died.length === 0 ? 'lives' : died.join(', ')}; ${load.answered} answered, ${load.refused} refused, ${load.failed} failed`;
}
