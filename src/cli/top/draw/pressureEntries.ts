import { bytesInWords } from '../../../monitoring/quantity.ts';
import { recyclingHeadline } from '../../../pressure/recycling/recyclingWords.ts';
import type { MemoryEvent, ResponseEvent } from '../../../wire/event.ts';
import type { StrategyApplied } from '../../../wire/response.ts';
import type { TopProcess } from '../TopProcess.ts';
import type { Entry } from './details.ts';

const shownResponses = 3;

/** The level of pressure with the time since when, and the last answers to it, newest last; nothing where there never was any. */
export function pressureEntries({ events }: TopProcess, clock: (time: number) => string): Entry[] {
  const change = events.findLast((event) => event.type === 'memory:pressure_changed');
  const responses = events.filter(isResponse).slice(-shownResponses);
  if (change === undefined && responses.length === 0) return [];
  const level = change?.payload.level ?? 'normal';
  const since = change === undefined ? '' : ` since ${clock(change.time)}`;
  const reason = level === 'normal' ? undefined : change?.payload.reason;
  const why = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  const sentences = [`${level}${since}${why}`, ...responses.map((event) => responseSentence(event, clock))];
  return [{ label: 'pressure', sentences, style: level === 'normal' ? undefined : level }];
}

function isResponse(event: MemoryEvent): event is ResponseEvent {
  return event.type === 'memory:strategy_applied' || event.type === 'memory:recycling';
}

function responseSentence(event: ResponseEvent, clock: (time: number) => string): string {
  const said =
    event.type === 'memory:recycling' ? recyclingHeadline(event.payload) : strategySentence(event.payload);
  return `${clock(event.time)} ${said}`;
}

/** `LowMemoryStrategy freed 9 MB, as measured; 12 ms of pauses`. */
function strategySentence(applied: StrategyApplied): string {
  const { strategy, freedBytes, measured, claimedBytes, pauseMs, result } = applied;
  const pauses = pauseMs === undefined || pauseMs < 1 ? '' : `; ${Math.round(pauseMs)} ms of pauses`;
  return `${strategy} ${claimedBytes === 0 && !measured ? 'found nothing to free' : outcome(freedBytes, measured, result)}${pauses}`;
}

function outcome(
  freedBytes: number | undefined,
  isMeasured: boolean,
  result: StrategyApplied['result'],
): string {
  if (result === 'failed') return 'failed';
  if (result === 'timed-out') return 'was not done in time';
  if (result === 'abandoned') return 'was called off';
  if (result === 'dry-run') return 'would have been applied: a dry run';
  if (result === 'freed-nothing') return 'freed nothing';
  if (freedBytes === undefined) return 'was applied; nobody knows what it freed';
  return `freed ${bytesInWords(freedBytes)}, ${isMeasured ? 'as measured' : 'by its own estimate'}`;
}
