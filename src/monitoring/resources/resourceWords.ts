import type { CodePlace } from '../../sampling/ResourceCounter.ts';
import { bytesInWords, durationInWords } from '../quantity.ts';
import type { ResourceType } from './resourceTypes.ts';

/** How a number of open things has grown. */
export interface ResourceGrowth {
  readonly about: ResourceType;
  readonly from: number;
  readonly to: number;
  readonly spanMs: number;
  /** How many of them have ended meanwhile; `undefined` where nobody knows. */
  readonly ended: number | undefined;
  /** What each of them holds; 0 where that does not show. */
  readonly bytesEach: number;
  readonly place: CodePlace | undefined;
}

const grouped = new Intl.NumberFormat('en-US');

/** What speaks for a leak, and what would change that. @param ends sentences of when their number meets a limit */
export function resourceEvidence(
  growth: ResourceGrowth,
  ends: readonly string[],
  confirmed: boolean,
): string[] {
  const { about, from, to, spanMs, ended, bytesEach, place } = growth;
  const count = `${about.name}: ${grouped.format(from)} → ${grouped.format(to)} in ${durationInWords(spanMs)}`;
  const end =
    ended === undefined ? '' : ended === 0 ? ', none has ended' : `, ${grouped.format(ended)} have ended`;
  const each = bytesEach > 0 ? `; each holds about ${bytesInWords(bytesEach)}` : '';
  return [
    `${count}${end}${each}.`,
    ...(place ? [`They are started in ${place.function} (${place.file}:${place.line}).`] : []),
    ...ends,
    confirmed
      ? `Their number has grown for ${durationInWords(spanMs)} without falling: no pool fills for so long.`
      : 'Not told yet from a pool that is still filling: this is withdrawn when their number stops growing.',
  ];
}

/** Why a suspicion is over. */
export function resourceWithdrawal(
  about: ResourceType,
  from: number,
  most: number,
  to: number,
  spanMs: number,
): string[] {
  const height = most > to ? `, ${grouped.format(most)} at their height` : '';
  return [
    `${about.name}: ${grouped.format(to)} open, no longer growing (${grouped.format(from)} before, ${durationInWords(spanMs)} ago${height}).`,
    'A pool that has filled, or a burst that is over, looks like this.',
  ];
}
