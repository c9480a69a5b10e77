import { bytesInWords, durationInWords } from '../../monitoring/quantity.ts';
import type { PressureLevel } from '../../wire/event.ts';
import type { StrategyResult } from '../../wire/response.ts';
import type { PressureAccount, StrategyAccount } from '../pressureAccount.ts';
import type { Clock } from './figureSentences.ts';

const levels: readonly PressureLevel[] = ['normal', 'warning', 'critical'];
const resultWords: Readonly<Record<StrategyResult, string>> = {
  freed: 'freed memory',
  'freed-nothing': 'freed nothing',
  claimed: 'claimed what was not measured',
  unknown: 'nobody knows what it freed',
  failed: 'failed',
  'timed-out': 'was not done in time',
  abandoned: 'was called off',
  'dry-run': 'would have been applied, in a dry run',
};
const mostRecyclings = 6;

/** Levels over the period, what was done, and what that freed. One sentence where there was no pressure at all. */
export function pressureSentences(account: PressureAccount, time: Clock): string[] {
  const { level, timeMs, entered, strategies, recyclings } = account;
  const known = levels.filter((name) => timeMs[name] > 0 || name === level);
  const shares = known.map(
    (name) => `${name} ${durationInWords(timeMs[name])}${timesEntered(entered, name)}`,
  );
  const quiet = known.length === 1 && level === 'normal' ? 'normal all the time' : shares.join(', ');
  const replaced = recyclings
    .slice(-mostRecyclings)
    .map(
      ({ time: at, recycling }) =>
        `${time(at)}  replacing ${recycling.id}: ${recycling.step}. ${recycling.reason}`,
    );
  return [quiet, ...strategies.map(strategySentence), ...replaced];
}

function timesEntered(entered: PressureAccount['entered'], level: PressureLevel): string {
  const count = level === 'normal' ? 0 : entered[level];
  return count === 0 ? '' : ` (entered ${count === 1 ? 'once' : `${count} times`})`;
}

/** `LowMemoryStrategy: 3 times, 12.4 MB freed as measured, 41 ms of pauses (2 freed memory, 1 freed nothing)`. */
function strategySentence(account: StrategyAccount): string {
  const { strategy, times, freedBytes, claimedBytes, pauseMs, results } = account;
  const count = times === 1 ? 'once' : `${times.toLocaleString('en')} times`;
  const freed = freedBytes === undefined ? '' : `${bytesInWords(freedBytes)} freed as measured`;
  const nothing = claimedBytes === 0 && freed === '' ? 'found nothing to free' : '';
  const claimed =
    nothing || claimedBytes === undefined
      ? nothing
      : `claims ${bytesInWords(claimedBytes)}${freed && ' more'}; not measured`;
  const effect = [freed, claimed].filter((text) => text !== '').join(', ');
  const pauses = pauseMs > 0 ? `, ${Math.round(pauseMs).toLocaleString('en')} ms of pauses` : '';
  const kinds = Object.entries(results) as [StrategyResult, number][];
  const came = kinds.map(([result, number]) => `${number} ${resultWords[result]}`).join(', ');
  return `${strategy}: ${count}, ${effect || (results['dry-run'] === times ? 'nothing was done' : 'what it freed was not measured')}${pauses} (${came})`;
}
