import { meanInterval } from '../../analysis/meanInterval.ts';
import type {
  Allocated,
  ConfidenceInterval,
  NotPerformed,
  OperationSummary,
  Peak,
  Retained,
} from './OperationMeasurement.ts';
import type { OperationTally } from './OperationTally.ts';

/** One call that counts. */
export interface MeasuredCall {
  readonly tally: OperationTally;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** The calls that count, of which there is one at least, put together. */
export function summarizeOperation(
  calls: readonly MeasuredCall[],
  given: Pick<OperationSummary, 'label' | 'startedAt' | 'warmups' | 'within'>,
): OperationSummary {
  const tallies = calls.map(({ tally }) => tally);
  const sumOf = (value: (tally: OperationTally) => number): number =>
    tallies.reduce((sum, tally) => sum + value(tally), 0);
  return {
    ...given,
    durationMs: mean(calls.map(({ durationMs }) => durationMs)),
    retained: retainedOf(tallies),
    allocated: allocatedOf(tallies),
    peak: peakOf(tallies),
    collections: sumOf(({ collections }) => collections),
    collectionMs: sumOf(({ collectionMs }) => collectionMs),
    repetitions: calls.length,
    concurrentOperations: Math.max(...tallies.map(({ concurrent }) => concurrent)),
    pauseMs: sumOf(({ pauseMs }) => pauseMs),
    failed: calls.some(({ failed }) => failed),
  };
}

function retainedOf(tallies: readonly OperationTally[]): Retained | NotPerformed {
  const reason = tallies.find(({ refusal }) => refusal !== undefined)?.refusal;
  if (reason !== undefined) return { performed: false, reason };
  const bytes = tallies.map(({ objectBytes, externalBytes }) => objectBytes + externalBytes);
  return {
    performed: true,
    bytes: mean(bytes),
    objectBytes: mean(tallies.map(({ objectBytes }) => objectBytes)),
    externalBytes: mean(tallies.map(({ externalBytes }) => externalBytes)),
    codeBytes: mean(tallies.map(({ codeBytes }) => codeBytes)),
    isolated: !tallies.some(({ mixed }) => mixed),
    interval: intervalOf(bytes),
  };
}

function allocatedOf(tallies: readonly OperationTally[]): Allocated | NotPerformed {
  const bytes = tallies.map(({ allocatedBytes }) => allocatedBytes);
  return bytes.some(Number.isNaN)
    ? unrecorded
    : { performed: true, bytes: mean(bytes), interval: intervalOf(bytes) };
}

function peakOf(tallies: readonly OperationTally[]): Peak | NotPerformed {
  const bytes = Math.max(...tallies.map(({ peakBytes }) => peakBytes));
  return Number.isNaN(bytes) ? unrecorded : { performed: true, bytes };
}

const unrecorded: NotPerformed = {
  performed: false,
  reason: 'This engine does not record its collections (v8.GCProfiler).',
};

const confidence = 0.95;

function intervalOf(values: readonly number[]): ConfidenceInterval | undefined {
  if (values.length < 2) return undefined;
  const { low, high } = meanInterval(values, confidence);
  return { lowBytes: low, highBytes: high, confidence };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
