import type { CodePlace } from '../../sampling/ResourceCounter.ts';
import type { ConfirmationBasis, CountLimit } from '../../wire/event.ts';
import { bytesInWords, durationInWords } from '../quantity.ts';
import type { SocketFinding } from './ForgottenSockets.ts';
import type { ResourceEnd } from './resourceEnd.ts';
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
  /** That nobody uses them, where that was looked at. */
  readonly forgotten?: SocketFinding | undefined;
}

const grouped = new Intl.NumberFormat('en-US');

/** What to do first where nothing can be opened soon, or can no more. */
export function limitAdvice({ etaMs }: Pick<CountLimit, 'etaMs'>): string {
  const when = etaMs === 0 ? 'now' : 'before that';
  return `Restart or drain the process ${when}, or raise the limit (\`ulimit -n\`, LimitNOFILE=).`;
}

/**
 * What speaks for a leak, and what would change that.
 *
 * @param end when their number meets a limit: the first of all where that is near
 * @param basis what a confirmation rests on; `undefined` for a suspicion
 */
export function resourceEvidence(
  growth: ResourceGrowth,
  end: Pick<ResourceEnd, 'limit' | 'sentences' | 'isUrgent'>,
  basis: ConfirmationBasis | undefined,
): string[] {
  const { about, from, to, spanMs, ended, bytesEach, place, forgotten } = growth;
  const count = `${about.name}: ${grouped.format(from)} → ${grouped.format(to)} in ${durationInWords(spanMs)}`;
  const gone =
    ended === undefined ? '' : ended === 0 ? ', none has ended' : `, ${grouped.format(ended)} have ended`;
  const each = bytesEach > 0 ? `; each holds about ${bytesInWords(bytesEach)}` : '';
  const { sentences, isUrgent } = end;
  return [
    ...(isUrgent ? sentences : []),
    `${count}${gone}${each}.`,
    ...(place ? [`They are started in ${place.function} (${place.file}:${place.line}).`] : []),
    ...(forgotten ? [forgottenSentence(forgotten)] : []),
    ...(isUrgent ? [] : sentences),
    outlook(spanMs, basis, end.limit?.etaMs === 0),
  ];
}

function forgottenSentence({ looked, silent, spanMs }: SocketFinding): string {
  const which = silent === looked ? `All ${looked}` : `${silent} of ${looked}`;
  return `${which} that were looked at among those opened last have stayed open for ${durationInWords(spanMs)} without a byte: nobody uses them.`;
}

function outlook(spanMs: number, basis: ConfirmationBasis | undefined, isFull: boolean): string {
  if (basis === undefined) {
    return isFull
      ? 'This is confirmed if they stay at the limit for a minute, and withdrawn when most of them are closed.'
      : 'Not told yet from a pool that is still filling: this is withdrawn when their number stops growing.';
  }
  return basis === 'consuming'
    ? 'They have stood at the limit for a minute: whether a leak or a load, it did not pass by itself.'
    : `Their number has grown for ${durationInWords(spanMs)} without falling: no pool fills for so long.`;
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
