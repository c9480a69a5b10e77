import { endInWords } from '../../monitoring/quantity.ts';
import type { LeakReport } from '../../wire/event.ts';
import { foreseenLimit, leftOf } from '../../wire/forecast.ts';
import type { Incident } from '../../wire/incident.ts';

/**
 * `limit of 850: 4 min after the end (2 min to 5 min)`, and when that was told: how long open files last, counted down to
 * the end of the period; the first that ends. Nothing where none is foreseen that stands.
 *
 * @param endMs the end of the period, in epoch milliseconds
 */
export function limitSentences(
  incidents: readonly Incident[],
  endMs: number,
  time: (epochMs: number) => string,
): string[] {
  const [first] = incidents
    .flatMap(({ events }) => {
      const told = events.findLast((event) => event.time <= endMs && isOfLeak(event.type));
      const limit = told && foreseenLimit(told.payload as LeakReport);
      return limit ? [{ at: told.time, told: limit, left: leftOf(limit, endMs - told.time) }] : [];
    })
    .sort((one, other) => one.left.etaMs - other.left.etaMs);
  if (first === undefined) return [];
  const { at, told, left } = first;
  const limit = `limit of ${told.count.toLocaleString('en')}`;
  if (told.etaMs === 0) return [`${limit}: reached, as told at ${time(at)}`];
  const end = endInWords(left, 'or much later', 'after the end').replace(/^in about /, '');
  return [`${limit}: ${end}`, `As told at ${time(at)}.`];
}

function isOfLeak(type: string): boolean {
  return type.startsWith('memory:leak_');
}
