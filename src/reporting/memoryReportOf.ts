import type { MonitorCost } from '../monitoring/MonitorCost.ts';
import type { OutOfMemoryPrediction } from '../monitoring/outOfMemory.ts';
import { SampleFigures } from '../monitoring/SampleFigures.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';
import { type SampleRow, sampleFields } from '../wire/sample.ts';
import {
  type MemoryReport,
  type ReportedProcess,
  type ReportedVerdict,
  reportVersion,
} from './MemoryReport.ts';
import { pressureAccount } from './pressureAccount.ts';

/** A stretch of history, as `SampleHistory.columns()` and the API give it. */
export interface SampleColumns {
  readonly fields: readonly string[];
  readonly columns: readonly (readonly (number | null)[])[];
}

/** What a report is made of. */
export interface ReportMaterial {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly process: ReportedProcess;
  /** Ascending in time; of coarse rows the largest values, so that no peak is lost. */
  readonly samples: SampleColumns;
  readonly verdict: ReportedVerdict;
  readonly outOfMemory: OutOfMemoryPrediction;
  readonly incidents: readonly Incident[];
  /** All that are known, oldest first. */
  readonly events: readonly MemoryEvent[];
  readonly eventsSince: number;
  readonly cost: MonitorCost | undefined;
}

/** Puts a report together. The period is that of the samples. */
export function memoryReportOf(material: ReportMaterial): MemoryReport {
  const { madeAt, process, verdict, outOfMemory, incidents, events, eventsSince, cost } = material;
  const figures = new SampleFigures();
  for (const row of rowsOf(material.samples)) figures.add(row);
  const known = figures.figures();
  const { times, liveBytes } = figures.collections();
  const period = known?.period ?? { fromMs: madeAt, toMs: madeAt };
  return {
    version: reportVersion,
    madeAt,
    process,
    figures: known,
    liveSize: { times, liveBytes },
    verdict,
    outOfMemory,
    incidents: incidents.filter(
      ({ openedAt, closedAt }) => openedAt <= period.toMs && (closedAt ?? period.toMs) >= period.fromMs,
    ),
    eventsSince,
    pressure: pressureAccount(events, period),
    cost,
  };
}

/** The same row again and again. */
function* rowsOf({ fields, columns }: SampleColumns): Generator<SampleRow> {
  const places = sampleFields.map((field) => columns[fields.indexOf(field)]);
  const row: SampleRow = new Float64Array(sampleFields.length);
  for (let index = 0; index < (places[0]?.length ?? 0); index++) {
    for (let place = 0; place < row.length; place++) row[place] = places[place]?.[index] ?? Number.NaN;
    yield row;
  }
}
