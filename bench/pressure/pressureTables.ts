import type { Recycling } from '../../src/wire/response.ts';
import { count, megabytes, milliseconds, percent } from '../harness/figures.ts';
import { sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { restartMs } from './running/ProgramProcess.ts';
import type { RunOutcome } from './running/runScenario.ts';
import { type Protection, protections } from './Scenario.ts';
import { deathsOf, outcomesOf, type ScenarioResult, worseBy } from './ScenarioResult.ts';

const names: Readonly<Record<Protection, string>> = {
  none: 'unmanaged',
  'under-pressure': '@fastify/under-pressure',
  tidemark: 'Tidemark',
};

/** Deaths of every scenario, one row each, and why where Tidemark does not help. */
export function deathTable(results: readonly ScenarioResult[], runs: number): Table {
  return {
    title: 'Deaths',
    columns: ['scenario', 'trouble', ...protections.map((each) => names[each]), 'died of', 'verdict'],
    rows: results.map((result) => [
      `${result.scenario.name}: ${result.scenario.about}`,
      result.scenario.trouble,
      ...protections.map((protection) => deathsInWords(outcomesOf(result, protection))),
      causesOf(outcomesOf(result, 'none')),
      verdictOf(result),
    ]),
    notes: [
      `${runs} runs each; what dies is started again after ${restartMs / 1000} s, and may die again. 3 in 2 runs: three deaths, in two of the runs.`,
      ...results
        .filter(isMissed)
        .flatMap(({ scenario: { name, whyNot } }) => (whyNot === undefined ? [] : [`${name}: ${whyNot}`])),
      limitNote(results),
    ],
  };
}

/** What became of the requests. */
export function requestTable(results: readonly ScenarioResult[]): Table {
  return {
    title: 'Requests',
    columns: ['scenario', 'with', 'answered', 'refused', 'failed', 'answered per second', 'median', 'p99'],
    rows: results.flatMap((result) =>
      protections.map((protection) => requestRow(result, protection, outcomesOf(result, protection))),
    ),
    notes: [
      'Answered per second: over the time of the run. Refused: 503. Failed: no answer within 5 s, a connection that broke, or nobody there. Latencies are of those that were answered; load comes from another process over loopback, at its pace whether or not requests are answered, but for the first two of the healthy scenarios, whose clients wait.',
      '@fastify/under-pressure: 80 % of the heap limit, resident memory of 80 % of the container, 1 s of event-loop delay.',
    ],
  };
}

/** What Tidemark did about it. */
export function actionTable(results: readonly ScenarioResult[]): Table {
  return {
    title: 'What Tidemark did',
    columns: [
      'scenario',
      'actions',
      'freed something',
      'measured',
      'bytes freed',
      'longest pause',
      'replaced',
    ],
    rows: results.map((result) => {
      const outcomes = outcomesOf(result, 'tidemark');
      const applied = outcomes.flatMap((each) => each.applied);
      const measured = applied.filter((each) => each.measured);
      const freed = sum(measured.map(({ freedBytes }) => Math.max(0, freedBytes ?? 0)));
      return [
        result.scenario.name,
        count(applied.length),
        count(applied.filter((each) => each.result === 'freed').length),
        applied.length === 0 ? '' : percent(measured.length / applied.length),
        applied.length === 0 ? '' : megabytes(freed),
        applied.length === 0 ? '' : milliseconds(Math.max(0, ...applied.map(({ pauseMs }) => pauseMs ?? 0))),
        count(sum(outcomes.map(({ recycling }) => recycling.filter(isReplacement).length))),
      ];
    }),
    notes: [
      'Over all runs. Bytes freed are those that a collection has shown; what caches say of themselves is left out. Replaced: workers or processes that were recycled.',
    ],
  };
}

function requestRow(
  result: ScenarioResult,
  protection: Protection,
  outcomes: readonly RunOutcome[],
): string[] {
  const answered = sum(outcomes.map(({ load }) => load.answered));
  const refused = sum(outcomes.map(({ load }) => load.refused));
  const failed = sum(outcomes.map(({ load }) => load.failed));
  const all = answered + refused + failed;
  const seconds = (outcomes.length * result.scenario.durationMs) / 1000;
  const latencies = outcomes.flatMap(({ load }) => load.latenciesMs).sort((one, other) => one - other);
  const at = (share: number): string =>
    latencies.length === 0
      ? ''
      : milliseconds(latencies[Math.floor(share * (latencies.length - 1))] as number);
  return [
    protection === 'none' ? result.scenario.name : '',
    names[protection],
    percent(answered / all),
    percent(refused / all),
    percent(failed / all),
    count(answered / seconds),
    at(0.5),
    at(0.99),
  ];
}

function deathsInWords(outcomes: readonly RunOutcome[]): string {
  if (outcomes.length === 0) return '';
  const deaths = sum(outcomes.map((each) => each.deaths.length));
  const hit = outcomes.filter((each) => each.deaths.length > 0).length;
  return deaths === 0 ? '0' : `${deaths} in ${hit} run${hit === 1 ? '' : 's'}`;
}

function causesOf(outcomes: readonly RunOutcome[]): string {
  return [...new Set(outcomes.flatMap(({ deaths }) => deaths.map(({ cause }) => cause)))].join(', ');
}

function verdictOf(result: ScenarioResult): string {
  const worse = worseBy(result);
  if (worse !== undefined) return `worse: ${worse}`;
  const before = deathsOf(result, 'none');
  const after = deathsOf(result, 'tidemark');
  if (before === 0) return after === 0 ? 'as good' : 'missed';
  return after === 0 ? 'survives' : after < before ? 'better' : 'missed';
}

function isReplacement({ step, cause }: Recycling): boolean {
  return step === 'done' && cause !== 'died';
}

function isMissed(result: ScenarioResult): boolean {
  return deathsOf(result, 'tidemark') > 0 || worseBy(result) !== undefined;
}

function limitNote(results: readonly ScenarioResult[]): string {
  const outcomes = results.flatMap((result) => [...result.outcomes.values()].flat());
  return outcomes.every(({ contained }) => contained)
    ? 'Every run is in a real memory-limited control group, where the kernel kills.'
    : 'No control group could be made here: containers were limits of V8’s heap instead, and memory outside of it had none.';
}
