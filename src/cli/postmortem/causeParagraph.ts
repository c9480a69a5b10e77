import { bytesInWords, durationInWords } from '../../monitoring/quantity.ts';
import type { LimitAtEnd } from '../../recording/death/Death.ts';
import { tellingShare } from '../../recording/death/limitWords.ts';
import { limitNames } from '../../reporting/words/capacitySentence.ts';
import type { Clock } from '../../reporting/words/figureSentences.ts';
import type { LeakReport, MemoryEvent } from '../../wire/event.ts';
import { holderInWords } from '../../wire/holderInWords.ts';
import { placeOfSite } from '../../wire/placeOfSite.ts';
import { limitUse } from './limitUse.ts';
import type { PostMortem } from './PostMortem.ts';

const burstMs = 60_000;
/** A rise of so much of the limit within a minute is a burst. */
const burstShare = 0.25;

/** Why it most likely ended, in a few sentences; nothing where memory had no part in it. */
export function causeSentences({ death, flight, openIncidents }: PostMortem, time: Clock): string[] {
  const { manner, limit } = death;
  if (limit === undefined || !['heap', 'container', 'host'].includes(manner)) return [];
  const course = limitUse(flight.samples, limit.kind);
  const leak = openIncidents
    .filter(({ kind }) => kind === 'leak')
    .map(({ events }) => events.findLast(isLeak))
    .find((event) => event !== undefined);
  if (leak !== undefined) return [leakSentence(leak, death.time ?? leak.time, course, time)];
  const end = course.values.at(-1);
  if (end === undefined) return [];
  if (end < tellingShare * limit.limitBytes) return [burstSentence(death, limit, end)];
  const from = course.times.findIndex((at) => at >= course.times.at(-1)! - burstMs);
  const least = course.values.slice(from).reduce((low, value) => Math.min(low, value), end);
  const place = from + course.values.slice(from).lastIndexOf(least);
  if (end - least >= burstShare * limit.limitBytes) {
    const within = durationInWords(Math.max(1000, course.times.at(-1)! - course.times[place]!));
    return [
      `What counts against ${limitNames[limit.kind]} rose from ${bytesInWords(least)} to ${bytesInWords(end)} within ${within}: one large piece of work, or growth that nothing slows down. No leak had been suspected.`,
    ];
  }
  return [
    `No leak had been suspected; what the process needs does not fit into ${limitNames[limit.kind]}, or it grew more slowly than leaks are told of.`,
  ];
}

/** What filled the limit came after the last sample. */
function burstSentence({ standstill }: PostMortem['death'], limit: LimitAtEnd, sampledBytes: number): string {
  const [place] = standstill?.frames ?? [];
  const where = place === undefined ? '' : `, in ${place}`;
  const course = `from ${bytesInWords(sampledBytes)} to its limit, ${bytesInWords(limit.limitBytes)}`;
  const how =
    standstill === undefined
      ? 'within one turn of the event loop, or faster than samples are taken'
      : `within one turn of the event loop${where}`;
  return `What counts against ${limitNames[limit.kind]} rose after the last sample, ${course}, ${how}: one large piece of work, or growth that nothing slows down. No leak had been suspected.`;
}

type LeakEvent = Extract<MemoryEvent, { type: 'memory:leak_suspected' | 'memory:leak_confirmed' }>;

function isLeak(event: MemoryEvent): event is LeakEvent {
  return event.type === 'memory:leak_suspected' || event.type === 'memory:leak_confirmed';
}

function leakSentence(
  { time: toldAt, payload: leak }: LeakEvent,
  end: number,
  { times, values }: ReturnType<typeof limitUse>,
  time: Clock,
): string {
  const since = toldAt - leak.sinceMs;
  const first = values[times.findIndex((at) => at >= since)];
  const grown = first === undefined ? Number.NaN : values.at(-1)! - first;
  const leaked = Math.min(leak.grownBytes + (leak.rateBytesPerSecond * (end - toldAt)) / 1000, grown);
  const share =
    grown > 0
      ? `: about ${bytesInWords(leaked)} of the ${bytesInWords(grown)} by which memory had grown since ${time(Math.max(since, times[0]!))}`
      : '';
  return `The leak ${leak.level} at ${time(toldAt)}${whoseWords(leak)}${share}.`;
}

function whoseWords({ holder, sites: [site] }: LeakReport): string {
  const parts = [holder && holderInWords(holder.path, holder.class), site && placeOfSite(site)].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
