import { type LogRecord, SeverityNumber } from '@opentelemetry/api-logs';
import { describe, expect, it } from 'vitest';
import { incidentRecord } from '../../src/opentelemetry/incidentRecord.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import type { PressureChange } from '../../src/wire/response.ts';
import { leak, strategy } from '../prometheus/given.ts';

const mb = 2 ** 20;

function pressure(level: PressureChange['level'], given: Partial<PressureChange> = {}): MemoryEvent {
  const limit = { kind: 'container', usedBytes: 206 * mb, limitBytes: 256 * mb, ratio: 206 / 256 } as const;
  const capacity = { limits: [limit], binding: limit };
  return {
    time: 5000,
    type: 'memory:pressure_changed',
    payload: { level, previousLevel: 'normal', capacity, ...given },
  };
}

const known = leak('confirmed', {
  basis: 'sites',
  sites: [
    {
      function: 'remember',
      file: 'cart.js',
      line: 12,
      package: undefined,
      bytesPerSecond: 5,
      survival: 1,
    },
  ],
  holder: { path: 'sessions', class: 'Map', entries: 40 },
  outOfMemory: { etaMs: 90_000, lowMs: 60_000, highMs: undefined, limit: 'heap' },
  work: {
    unit: 'request',
    bytes: 900,
    count: 50,
    correlation: 0.99,
    routes: [{ route: 'GET /cart', bytes: 1328.4, lowBytes: 1, highBytes: 2, count: 3, correlation: 1 }],
  },
  evidence: ['It has grown for 2 min.'],
  advice: 'Look at remember.',
});

describe('an incident as a log record', () => {
  it('of a leak has its words, and what is known of it, flat', () => {
    const record = incidentRecord(known);
    expect(record).toEqual({
      eventName: 'tidemark.leak.confirmed',
      timestamp: new Date(1000),
      severityNumber: 17,
      severityText: 'ERROR',
      body: 'leak confirmed: live heap +5.7 MB in 2 min (48.8 kB/s, steady)',
      attributes: {
        'tidemark.leak.fingerprint': 'a1b2c3d4',
        'tidemark.leak.level': 'confirmed',
        'tidemark.leak.memory': 'heap',
        'tidemark.leak.grown_bytes': 6_000_000,
        'tidemark.leak.growth_bytes_per_second': 50_000,
        'tidemark.leak.duration_seconds': 120,
        'tidemark.leak.pattern': 'linear',
        'tidemark.leak.confidence': 0.9,
        'tidemark.leak.basis': 'sites',
        'tidemark.leak.site.function': 'remember',
        'tidemark.leak.site.file': 'cart.js',
        'tidemark.leak.site.line': 12,
        'tidemark.leak.holder.path': 'sessions',
        'tidemark.leak.holder.class': 'Map',
        'tidemark.leak.holder.entries': 40,
        'tidemark.leak.work.unit': 'request',
        'tidemark.leak.work.retained_bytes': 900,
        'tidemark.leak.route.name': 'GET /cart',
        'tidemark.leak.route.retained_bytes': 1328,
        'tidemark.leak.evidence': ['It has grown for 2 min.'],
        'tidemark.leak.advice': 'Look at remember.',
        'tidemark.out_of_memory.limit': 'heap',
        'tidemark.out_of_memory.expected_seconds': 90,
        'tidemark.out_of_memory.low_seconds': 60,
      },
    });
  });

  it('is an alert where the leak is confirmed alone, by the numbers of OpenTelemetry', () => {
    const records = (['suspected', 'confirmed', 'withdrawn'] as const).map(
      (level): LogRecord => incidentRecord(leak(level))!,
    );
    const { INFO, ERROR } = SeverityNumber;
    expect(records.map(({ severityNumber }) => severityNumber)).toEqual([INFO, ERROR, INFO]);
    expect(records.map(({ severityText }) => severityText)).toEqual(['INFO', 'ERROR', 'INFO']);
  });

  it('of an end that is foreseen says when', () => {
    const payload = { etaMs: 600_000, lowMs: 300_000, highMs: 900_000, limit: 'container' } as const;
    expect(incidentRecord({ time: 5000, type: 'memory:out_of_memory_predicted', payload })).toMatchObject({
      eventName: 'tidemark.out_of_memory.predicted',
      severityText: 'ERROR',
      body: "out of memory in about 10 min (5 min to 15 min): the container's limit",
      attributes: { 'tidemark.out_of_memory.high_seconds': 900 },
    });
  });

  it('of pressure is as severe as its level', () => {
    const reason = 'The container fills.';
    expect(incidentRecord(pressure('critical', { reason }))).toMatchObject({
      eventName: 'tidemark.pressure.changed',
      severityNumber: 17,
      body: 'pressure critical: The container fills.',
      attributes: { 'tidemark.memory.kind': 'container', 'tidemark.memory.limit_bytes': 256 * mb },
    });
    expect(incidentRecord(pressure('warning'))).toMatchObject({
      severityNumber: 13,
      body: 'pressure warning: container at 206 MB, 80 % of 256 MB',
    });
    const unknown = incidentRecord(pressure('normal', { capacity: { limits: [], binding: undefined } }));
    expect([unknown?.severityText, unknown?.body]).toEqual(['INFO', 'pressure normal']);
  });

  it('of a strategy says what was freed only where it was measured', () => {
    expect(incidentRecord(strategy({ freedBytes: 5 * mb }))).toMatchObject({
      eventName: 'tidemark.strategy.applied',
      severityText: 'INFO',
      body: 'prune-caches at warning: freed 5 MB',
      attributes: { 'tidemark.strategy.freed_bytes': 5 * mb, 'tidemark.strategy.pause_seconds': 0.005 },
    });
    const claimed = incidentRecord(
      strategy({ measured: false, freedBytes: 7, claimedBytes: mb, result: 'claimed', pauseMs: undefined }),
    );
    expect(claimed?.attributes).not.toHaveProperty('tidemark.strategy.freed_bytes');
    expect(claimed?.body).toBe('prune-caches at warning: claims 1 MB; not measured');
    expect(incidentRecord(strategy({ result: 'failed' }))?.severityText).toBe('WARN');
  });

  it('has no attribute below another one, which back ends that make objects of them refuse', () => {
    const names = Object.keys(incidentRecord(known)?.attributes ?? {});
    expect(names.filter((name) => names.some((other) => other.startsWith(`${name}.`)))).toEqual([]);
  });

  it('has texts of bounded length', () => {
    const record = incidentRecord(
      leak('suspected', { advice: 'x'.repeat(1000), evidence: ['y'.repeat(1000)] }),
    );
    expect(record?.attributes['tidemark.leak.advice']).toHaveLength(256);
    expect(record?.attributes['tidemark.leak.evidence']).toEqual(['y'.repeat(256)]);
  });

  it('is none of other events', () => {
    expect(incidentRecord({ time: 1, type: 'memory:mark', payload: { label: 'deploy' } })).toBeUndefined();
  });
});
