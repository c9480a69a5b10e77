import type { LeakReport } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';
import type { ReportedVerdict } from './MemoryReport.ts';

/** What stood at a time of the past, as far as it was told; epoch milliseconds. */
export function verdictAt(incidents: readonly Incident[], time: number): ReportedVerdict {
  const standing = incidents
    .filter(({ kind, openedAt, closedAt }) => kind === 'leak' && openedAt <= time && !(closedAt! <= time))
    .map((incident) => reportAt(incident, time))
    .filter((report) => report !== undefined)
    .sort((left, right) => Number(right.level === 'confirmed') - Number(left.level === 'confirmed'));
  const [worst] = standing;
  if (worst === undefined || worst.level === 'withdrawn') {
    return {
      level: 'none',
      reasons: ['No leak was told of that stood at the end of the period.'],
      report: undefined,
    };
  }
  return { level: worst.level, reasons: worst.evidence, report: worst };
}

function reportAt({ events }: Incident, time: number): LeakReport | undefined {
  const told = events.findLast((event) => event.time <= time);
  return told?.type === 'memory:leak_suspected' || told?.type === 'memory:leak_confirmed'
    ? told.payload
    : undefined;
}
