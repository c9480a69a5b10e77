import { sum } from '../harness/statistics.ts';
import type { RunOutcome } from './running/runScenario.ts';
import type { Protection, Scenario } from './Scenario.ts';

/** All runs of a scenario, by who kept it alive; run by run in the same order. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly outcomes: ReadonlyMap<Protection, readonly RunOutcome[]>;
}

/** Beyond a tenth fewer answers a scenario has become worse; below that it is the noise of a busy machine. */
const noticeableShare = 0.9;

export function outcomesOf({ outcomes }: ScenarioResult, protection: Protection): readonly RunOutcome[] {
  return outcomes.get(protection) ?? [];
}

export function deathsOf(result: ScenarioResult, protection: Protection): number {
  return sum(outcomesOf(result, protection).map(({ deaths }) => deaths.length));
}

function answeredOf(result: ScenarioResult, protection: Protection): number {
  return sum(outcomesOf(result, protection).map(({ load }) => load.answered));
}

/** Requests answered with Tidemark for each that was answered without; 1 is no difference. */
export function answeredRatio(result: ScenarioResult): number {
  return answeredOf(result, 'tidemark') / answeredOf(result, 'none');
}

/** Why the scenario is worse with Tidemark than without, in a few words; `undefined` where it is not. */
export function worseBy(result: ScenarioResult): string | undefined {
  const more = deathsOf(result, 'tidemark') - deathsOf(result, 'none');
  if (more > 0) return `${more} more deaths`;
  const ratio = answeredRatio(result);
  return ratio < noticeableShare ? `${Math.round((1 - ratio) * 100)} % fewer answered` : undefined;
}
