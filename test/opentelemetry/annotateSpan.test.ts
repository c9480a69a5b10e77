import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import { annotateSpan } from '../../src/opentelemetry/annotateSpan.ts';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';

const none = { performed: false, reason: 'This engine does not tell.' } as const;

it('a span tells what its operation has cost, as it was measured', async () => {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  }).getTracer('shop');
  const span = tracer.startSpan('import');
  const measured = await new MemoryProfiler().measureOperation(() => new Array(50_000).fill(0), 'import');
  annotateSpan(span, measured);
  span.end();
  const { retained, allocated, peak } = measured;
  if (!retained.performed || !allocated.performed || !peak.performed) throw new Error('nothing was measured');
  expect(retained.bytes).toBeGreaterThan(390_000);
  expect(exporter.getFinishedSpans()[0]?.attributes).toEqual({
    'tidemark.operation.label': 'import',
    'tidemark.operation.allocated_bytes': Math.round(allocated.bytes),
    'tidemark.operation.retained_bytes': Math.round(retained.bytes),
    'tidemark.operation.peak_bytes': Math.round(peak.bytes),
    'tidemark.operation.isolated': true,
  });
});

it('what could not be measured is left out', () => {
  const told: object[] = [];
  const span = { setAttributes: (attributes: object) => told.push(attributes) };
  annotateSpan(span, { label: 'x'.repeat(100), allocated: none, retained: none, peak: none });
  expect(told).toEqual([{ 'tidemark.operation.label': 'x'.repeat(64) }]);
});

it('no span, a span that throws, and a measurement that is none harm nobody', () => {
  const broken = {
    setAttributes: () => {
      throw new Error('ended');
    },
  };
  const operation = { label: 'import', allocated: none, retained: none, peak: none };
  expect(() => annotateSpan(undefined, operation)).not.toThrow();
  expect(() => annotateSpan(broken, operation)).not.toThrow();
  expect(() => annotateSpan(broken, undefined as never)).not.toThrow();
});
