import type { OutOfMemoryPrediction } from '../monitoring/forecast/outOfMemory.ts';
import type { Collections, MemoryFigures } from '../monitoring/MemorySummary.ts';
import type { MonitorCost } from '../monitoring/MonitorCost.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';
import {
  type MemoryReport,
  type ReportedProcess,
  type ReportedVerdict,
  reportVersion,
} from './MemoryReport.ts';
import { pressureAccount } from './pressureAccount.ts';

/** What the samples of a period come to: a `SampleFigures` or a `MemoryAnalyzer` tells. */
interface ReportedFigures {
  figures(): MemoryFigures | undefined;
  collections(): Collections;
}

/** What a report is made of. */
export interface ReportMaterial {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly process: ReportedProcess;
  readonly samples: ReportedFigures;
  readonly verdict: ReportedVerdict;
  readonly outOfMemory: OutOfMemoryPrediction;
  readonly incidents: readonly Incident[];
  /** All that are known, oldest first; `undefined` where none were kept. */
  readonly events: readonly MemoryEvent[] | undefined;
  readonly eventsSince: number;
  readonly cost: MonitorCost | undefined;
}

/** Puts a report together. The period is that of the samples. */
export function memoryReportOf({
  madeAt,
  process,
  samples,
  verdict,
  outOfMemory,
  incidents,
  events,
  eventsSince,
  cost,
}: ReportMaterial): MemoryReport {
  const figures = samples.figures();
  const { times, liveBytes } = samples.collections();
  const period = figures?.period ?? { fromMs: madeAt, toMs: madeAt };
  return {
    version: reportVersion,
    madeAt,
    process,
    figures,
    liveSize: { times, liveBytes },
    verdict,
    outOfMemory,
    incidents: incidents.filter(
      ({ openedAt, closedAt }) => openedAt <= period.toMs && (closedAt ?? period.toMs) >= period.fromMs,
    ),
    eventsSince,
    pressure: events && pressureAccount(events, period),
    cost,
  };
}
