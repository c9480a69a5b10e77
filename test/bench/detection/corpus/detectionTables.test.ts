import { describe, expect, it } from 'vitest';
import type { CorpusProgram } from '../../../../bench/detection/corpus/CorpusProgram.ts';
import { costOf, grownRate, quantile } from '../../../../bench/detection/corpus/cost.ts';
import { detectionTables } from '../../../../bench/detection/corpus/detectionTables.ts';
import type { LeakReport } from '../../../../src/wire/event.ts';
import { recordsOf, site } from './runRecords.ts';

const healthy: CorpusProgram = { name: 'calm', file: 'calm', packages: [], perSecond: 1 };
const leaking: CorpusProgram = {
  ...healthy,
  name: 'leaks',
  leak: { group: 'steady', memory: 'heap', bytesPerSecond: 5e4, onsetSecond: 0, guilty: ['keep'] },
};

function reading(second: number, probes: number, pauseMs: number, liveBytes = second * 5e4) {
  return {
    kind: 'reading',
    second,
    time: second * 1000,
    cpuMs: second * 20,
    truth: { units: second, bytes: second * 5e4, failures: 0 },
    sample: { liveBytes },
    cost: {
      busyShare: 0.001,
      probes: { count: probes, pauseMs, longestPauseMs: 20, pauseShare: 0.0005 },
    },
  };
}

function run(...steps: [second: number, level: LeakReport['level']][]) {
  const events = steps.map(([second, level]) => ({
    kind: 'event',
    second,
    time: second * 1000,
    type: `leak_${level}`,
    payload: { level, memory: 'heap', sites: [site('keep')] },
  }));
  const readings = [reading(60, 1, 10), reading(90, 2, 30), reading(120, 4, 40)];
  return recordsOf([...readings, ...events, { kind: 'exit', time: 1, code: 0, signal: null }]);
}

const alarm = { kind: 'event', second: 70, time: 70_000, type: 'out_of_memory_predicted', payload: {} };
const alarmed = recordsOf([
  reading(60, 1, 10),
  reading(90, 2, 30),
  reading(120, 4, 40),
  alarm,
  { kind: 'exit', time: 1, code: 0, signal: null },
]);

describe('the tables of the corpus', () => {
  const tables = detectionTables([
    { program: leaking, records: run([250, 'suspected'], [900, 'confirmed']) },
    { program: { ...leaking, name: 'missed', note: 'too slow' }, records: run() },
    { program: healthy, records: alarmed },
    { program: { ...healthy, name: 'accused' }, records: run([300, 'suspected'], [500, 'withdrawn']) },
    { program: { ...healthy, name: 'broken' }, records: recordsOf([]) },
  ]);

  it('set what was measured beside what is promised', () => {
    expect(tables[0]!.rows.map((row) => row.slice(2))).toEqual([
      ['50.0 % (1 of 2)', 'not met'],
      ['50.0 % (1 of 2)', 'not met'],
      ['100.0 % (1 of 1)', 'met'],
      ['50.0 % (1 of 2)', 'not met'],
      ['0.0 % (0 of 2)', 'met'],
      ['0.0 % (0 of 2)', 'met'],
      ['0.0 % (0 of 2)', 'met'],
      ['50.0 % (1 of 2)', 'not met'],
    ]);
    expect(tables[0]!.notes).toContain('Could not be judged, since they failed: broken.');
  });

  it('do not hide that the agent was another one in some runs', () => {
    const ofBuild = (build: string) =>
      recordsOf([reading(60, 1, 10), { kind: 'exit', time: 1, code: 0, signal: null, build }]);
    const notesOf = (...builds: string[]) =>
      detectionTables(builds.map((build) => ({ program: healthy, records: ofBuild(build) })))[0]!.notes;
    expect(notesOf('a', 'b')).toContain('Results of 2 builds of the agent are mixed.');
    expect(notesOf('a', 'a')).toHaveLength(1);
  });

  it('have a row for each group and kind of memory', () => {
    expect(tables[1]!.rows[0]!.slice(0, 4)).toEqual(['steady, 20 KB/s and more', '2', '50 %', '50 %']);
    expect(tables[1]!.rows.find(([name]) => name === 'grows: native')![1]).toBe('0');
  });

  it('tell of every miss and every false suspicion, with the reason', () => {
    expect(tables[3]!.rows).toEqual([
      ['missed', 'never suspected', 'too slow'],
      ['accused', 'healthy; suspected after 5.0 min, withdrawn', ''],
    ]);
  });

  it('have no verdict where nothing was run', () => {
    expect(detectionTables([])[0]!.rows.map((row) => row[3])).toEqual(Array(8).fill('not measured'));
  });
});

describe('the cost of an agent', () => {
  it('has its pauses one by one where readings tell them apart, else their mean', () => {
    const cost = costOf(run())!;
    expect(cost.pausesMs).toEqual([10, 20, 5, 5]);
    expect(cost.processShare).toBeCloseTo(0.02);
  });

  it('is unknown where none was told', () => {
    expect(costOf(recordsOf([]))).toBeUndefined();
  });

  it('is summed up by quantiles', () => {
    expect(quantile([5, 1, 3, 2, 4], 0.5)).toBe(3);
    expect(quantile([1, 2], 0.99)).toBe(2);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

it('the growth of a leaking program is that of the live size after its start', () => {
  expect(grownRate(leaking, run())).toBeCloseTo(5e4);
  expect(grownRate(leaking, recordsOf([]))).toBeNaN();
});
