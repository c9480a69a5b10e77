import { beforeEach, describe, expect, it } from 'vitest';
import { PressureFollower } from '../../src/monitoring/PressureFollower.ts';
import type { PressureChange } from '../../src/wire/response.ts';
import { column, type SampleRow, sampleFields } from '../../src/wire/sample.ts';

let told: (readonly [time: number, ...unknown[]])[];
let follower: PressureFollower;
const manager = {};
const why = 'Memory of the container would be used up in about 9 s.';

beforeEach(() => {
  told = [];
  follower = new PressureFollower({
    emit: (_type, time, payload) => {
      const { level, previousLevel, reason, capacity } = payload as PressureChange;
      told.push([time, `${previousLevel} → ${level}`, reason, capacity.binding?.kind]);
    },
  });
});

function at(time: number): SampleRow {
  const row = new Float64Array(sampleFields.length).fill(Number.NaN);
  row[column.time] = time;
  row[column.containerUsedBytes] = 9;
  row[column.containerLimitBytes] = 10;
  return row;
}

describe('the level of pressure', () => {
  it('is that of the thresholds, told once a change, whose alerts say why', () => {
    follower.follow('warning', at(1));
    follower.follow('warning', at(2));
    follower.follow('normal', at(3));
    expect(told).toEqual([
      [1, 'normal → warning', undefined, 'container'],
      [3, 'warning → normal', undefined, 'container'],
    ]);
  });

  it('is that of a manager where it is worse, with its reason and the limit that binds', () => {
    follower.notice(manager, { level: 'critical', reason: why }, at(1));
    follower.follow('warning', at(2));
    follower.notice(manager, { level: 'warning', reason: why }, at(3));
    follower.notice(manager, { level: 'normal', reason: 'Enough.' }, at(4));
    follower.follow('normal', at(5));
    expect([told, follower.level]).toEqual([
      [
        [1, 'normal → critical', why, 'container'],
        [3, 'critical → warning', undefined, 'container'],
        [5, 'warning → normal', 'Enough.', 'container'],
      ],
      'normal',
    ]);
  });

  it('that a manager and the thresholds find at the same sample is told by the thresholds', () => {
    follower.awaitThresholds(() => follower.notice(manager, { level: 'warning', reason: why }, at(1)));
    expect(told).toEqual([]);
    follower.follow('warning', at(1));
    follower.awaitThresholds(() => follower.notice(manager, { level: 'critical', reason: why }, at(2)));
    follower.follow('warning', at(2));
    expect(told).toEqual([
      [1, 'normal → warning', undefined, 'container'],
      [2, 'warning → critical', why, 'container'],
    ]);
  });

  it('knows nothing any more of a manager that has been closed', () => {
    follower.notice(manager, { level: 'critical', reason: why }, at(1));
    follower.forget(manager);
    follower.follow('normal', at(2));
    expect(follower.level).toBe('normal');
  });
});
