import { expect, it } from 'vitest';
import { ApproachingEnd } from '../../src/pressure/ApproachingEnd.ts';
import { calm, type PressureReading } from '../../src/pressure/PressureGauge.ts';
import { toRow } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';

/** Of a limit of 1000 MB, of which 968 can be used. */
function look(seconds: number, megabytes: number) {
  const live = { liveBytes: megabytes * mib, oldUsedBytes: megabytes * mib };
  return toRow({ time: seconds * 1000, heapLimitBytes: 1000 * mib, ...live });
}

const critical: PressureReading = { ...calm, level: 'critical', cause: 'heap', pressing: true, share: 0.95 };
const growing: PressureReading = { ...critical, growing: true, etaMs: 4000 };

it('is foreseen while memory grows, and not where it does not', () => {
  expect(new ApproachingEnd().inMs(growing, look(0, 940))).toBe(4000);
  expect(new ApproachingEnd().inMs(critical, look(0, 940))).toBeUndefined();
  expect(new ApproachingEnd().inMs({ ...growing, cause: 'stall' }, look(0, 940))).toBeUndefined();
});

it('is foreseen where memory has risen since it grew, as slowly as that may be', () => {
  const end = new ApproachingEnd();
  end.inMs(growing, look(0, 940));
  expect(end.inMs(critical, look(10, 945))).toBeUndefined();
  expect(end.inMs(critical, look(20, 954))).toBe(20_000);
  expect(end.inMs(critical, look(30, 970))).toBe(0);
});

it('is no longer a minute after that, nor for another limit', () => {
  const end = new ApproachingEnd();
  end.inMs(growing, look(0, 940));
  expect(end.inMs({ ...critical, cause: 'container' }, look(20, 960))).toBeUndefined();
  expect(end.inMs(critical, look(61, 960))).toBeUndefined();
});
