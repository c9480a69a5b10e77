import { expect, it } from 'vitest';
import { IncidentRecords } from '../../src/opentelemetry/IncidentRecords.ts';
import type { TelemetryLogRecord } from '../../src/opentelemetry/telemetry.ts';
import { leak, strategy } from '../prometheus/given.ts';

it('writes so many of a kind at once and then one in ten seconds, and counts what it leaves out', () => {
  let nowMs = 0;
  const told: TelemetryLogRecord[] = [];
  const records = new IncidentRecords({ emit: (record) => told.push(record) }, () => nowMs);
  for (let count = 0; count < 50; count++) records.take(strategy());
  expect(told).toHaveLength(20);
  records.take(leak('confirmed'));
  expect(told.at(-1)?.eventName).toBe('tidemark.leak.confirmed');
  nowMs = 10_000;
  records.take(strategy());
  records.take(strategy());
  expect(told).toHaveLength(22);
  expect(told.at(-1)?.attributes).toMatchObject({ 'tidemark.events.left_out': 30 });
});
