import type { Incident } from '../../wire/incident.ts';
import type { ProcessExit } from '../../wire/process.ts';
import { count, identifier, list, nullable, number, optional, record, text } from '../../wire/reader.ts';
import type { RecordedProcess } from '../../wire/recorded.ts';
import { incident } from '../../wire/validate.ts';
import { summaryOf } from './recordedSamples.ts';

/** What is shown of a report in JSON. */
interface Report {
  readonly madeAt: number;
  readonly process: {
    readonly id: string;
    readonly pid: number;
    readonly name: string;
    readonly startedAt: number;
    readonly intervalMs: number;
    readonly exit: ProcessExit | undefined;
  };
  readonly liveSize: { readonly times: readonly number[]; readonly liveBytes: readonly number[] };
  readonly incidents: readonly Incident[];
}

const report = record<Report>({
  madeAt: number,
  process: record<Report['process']>({
    id: identifier,
    pid: count,
    name: text,
    startedAt: number,
    intervalMs: number,
    exit: optional(record<ProcessExit>({ time: number, code: nullable(number), signal: nullable(text) })),
  }),
  liveSize: record<Report['liveSize']>({ times: list(number), liveBytes: list(number) }),
  incidents: list(incident),
});

/**
 * A report as history: the readings of the live size, and what was said of each incident. The samples themselves are not
 * in it.
 *
 * @throws TidemarkError `INVALID_MESSAGE`, naming the field, the rule and the value
 */
export function recordedReport(value: unknown): RecordedProcess {
  const { madeAt, process, liveSize, incidents } = report(value, '');
  const { id, exit, ...identity } = process;
  const times = liveSize.times;
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return {
    process: {
      ...summaryOf({ id, ...identity }),
      ...(exit ? { state: 'gone', exit } : {}),
    },
    histories: [
      {
        id,
        // Readings come at no interval; none of them is a gap away from the next.
        stepMs: Math.max(identity.intervalMs, spanMs),
        fields: ['time', 'liveBytes'],
        columns: [times, liveSize.liveBytes],
        events: incidents.flatMap(({ events }) => events),
      },
    ],
    recordedAt: madeAt,
  };
}
