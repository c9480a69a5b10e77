import type { Verdict } from './verdict.ts';

/** What stands in the place of incidents and events, where there are none of them. */
export interface Untroubled {
  readonly incidents: string;
  readonly events: string;
}

/**
 * Says that there are no incidents, which is no sign that all was well: a process can die without an alert, be under pressure
 * before one, and a recording of samples alone holds none.
 *
 * @param verdict what the dashboard says first
 */
export function untroubledWords({ tone, headline }: Verdict, samplesOnly: boolean | undefined): Untroubled {
  if (samplesOnly) {
    return {
      incidents: 'A recording of samples alone says nothing of incidents.',
      events: 'A recording of samples alone holds no events.',
    };
  }
  const isWell = tone === 'calm' || tone === 'quiet';
  return {
    incidents: isWell
      ? 'Nothing has been wrong so far. Leaks and crossed thresholds are explained here.'
      : `${headline}. No leak has been suspected and no threshold crossed, as far as is known.`,
    events: 'Nothing yet. Crossed thresholds and leaks are listed here.',
  };
}
