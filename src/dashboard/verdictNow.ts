import type { DashboardFeed } from './DashboardFeed.ts';
import { liveSizeCourse } from './model/liveSize.ts';
import { type Verdict, verdictOf } from './model/verdict.ts';
import { tokenRefusal } from './tokenRefusal.ts';

/** The verdict on the process that is shown, as of now. */
export function verdictNow({
  selected,
  events,
  store,
  source,
  connection,
  todayMs,
}: Pick<DashboardFeed, 'selected' | 'events' | 'store' | 'source' | 'connection' | 'todayMs'>): Verdict {
  const refusal = tokenRefusal(connection);
  // What was known before may have changed since: an all-clear of then would be taken for one of now.
  if (refusal) {
    const { title, detail, command } = refusal;
    return { tone: 'warning', headline: title, details: [`${detail} ${command}`] };
  }
  if (selected === undefined) return { tone: 'quiet', headline: 'Nothing to watch yet', details: [] };
  const verdict = verdictOf({
    process: selected,
    events,
    liveSize: liveSizeCourse(store),
    nowMs: store.extent?.lastMs,
    todayMs,
  });
  const details = [...verdict.details, ...leftOutOf(source.leftOut?.(selected.identity.id) ?? 0)];
  if (source.samplesOnly !== true || verdict.tone !== 'calm') return { ...verdict, details };
  const unknown = 'What was told then is not in it; tidemark analyze tells what it shows';
  return { tone: 'quiet', headline: 'Recorded samples', details: [...details, unknown] };
}

function leftOutOf(count: number): string[] {
  if (count === 0) return [];
  return [
    `${count} ${count > 1 ? 'samples are' : 'sample is'} left out, not later than one before, as where a clock was set back`,
  ];
}
