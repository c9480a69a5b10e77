import type { LeakReport } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';
import type { ReportedVerdict } from './MemoryReport.ts';

/** What stood at a time of the past, as far as it was told; epoch milliseconds. */
export function verdictAt(incidents: readonly Incident[], time: number): ReportedVerdict {
  const standing = incidents
    .filter(({ kind, openedAt, closedAt }) => kind === 'leak' && openedAt <= time && !(closedAt! <= time))
    .map((incident) => toldUntil(incident, time))
    .filter((told) => told !== undefined)
    .sort((left, right) => rankOf(right) - rankOf(left));
  const [worst] = standing;
  if (worst === undefined || worst.report.level === 'withdrawn') {
    return {
      level: 'none',
      reasons: ['No leak was told of that stood at the end of the period.'],
      report: undefined,
    };
  }
  const { report, toldAt } = worst;
  return { level: worst.report.level, reasons: report.evidence, report, toldAt };
}

interface Told {
  readonly report: LeakReport;
  /** Epoch milliseconds. */
  readonly toldAt: number;
}

function rankOf({ report }: Told): number {
  return Number(report.level === 'confirmed');
}

function toldUntil({ events }: Incident, time: number): Told | undefined {
  const told = events.findLast((event) => event.time <= time);
  return told?.type === 'memory:leak_suspected' || told?.type === 'memory:leak_confirmed'
    ? { report: told.payload, toldAt: told.time }
    : undefined;
}
