import type { OperationSummary } from '../profiling/operations/OperationMeasurement.ts';
import type { Attributes, TelemetrySpan } from './telemetry.ts';

const longestLabel = 64;

/** What is told of an operation: what `measureOperation()` of the profiler has resolved to. */
export type AnnotatedOperation = Pick<OperationSummary, 'label' | 'allocated' | 'retained' | 'peak'>;

/**
 * Writes on a span what a measured operation has cost: `tidemark.operation.label`, `.allocated_bytes`, `.retained_bytes`,
 * `.peak_bytes`, each as `measureOperation()` tells it, and `.isolated`, whether the bytes that it retained are its own
 * alone. What could not be measured is left out. Never throws.
 *
 * @param span `trace.getActiveSpan()`; nothing happens where there is none
 */
export function annotateSpan(span: TelemetrySpan | undefined, operation: AnnotatedOperation): void {
  setSafely(span, () => {
    const { label, allocated, retained, peak } = operation;
    return {
      'tidemark.operation.label': label.slice(0, longestLabel),
      ...(allocated.performed && { 'tidemark.operation.allocated_bytes': Math.round(allocated.bytes) }),
      ...(retained.performed && {
        'tidemark.operation.retained_bytes': Math.round(retained.bytes),
        'tidemark.operation.isolated': retained.isolated,
      }),
      ...(peak.performed && { 'tidemark.operation.peak_bytes': Math.round(peak.bytes) }),
    };
  });
}

/** Sets attributes on a span, if there is one. A span that throws harms nobody. */
export function setSafely(span: TelemetrySpan | undefined, attributes: () => Attributes): void {
  try {
    span?.setAttributes(attributes() as never);
  } catch {
    // It is only a note on what somebody else does.
  }
}
