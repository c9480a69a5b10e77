import { describe, expect, it } from 'vitest';
import type { CorpusLeak } from '../../../../bench/detection/corpus/CorpusProgram.ts';
import { isGuilty, isValid, scoreHealthy, scoreLeak } from '../../../../bench/detection/corpus/scoring.ts';
import { recordsOf, site, told } from './runRecords.ts';

const leak: CorpusLeak = {
  group: 'steady',
  memory: 'heap',
  bytesPerSecond: 1e5,
  onsetSecond: 0,
  guilty: ['ajv', 'remember'],
};

describe('a leak', () => {
  it('is found when the first report comes, and confirmed when the first confirmation does', () => {
    const score = scoreLeak(leak, told([250, 'suspected'], [900, 'confirmed']));
    expect(score.suspectedSeconds).toBe(250);
    expect(score.confirmedSeconds).toBe(900);
  });

  it('counts from its onset, and a suspicion before it counts for nothing', () => {
    const records = told([300, 'suspected'], [500, 'withdrawn'], [750, 'suspected']);
    const score = scoreLeak({ ...leak, onsetSecond: 600 }, records);
    expect(score.suspectedSeconds).toBe(150);
    expect(score.early).toBe(1);
  });

  it('was never found where nothing was told after its onset', () => {
    const score = scoreLeak({ ...leak, onsetSecond: 600 }, told([300, 'suspected']));
    expect(score.suspectedSeconds).toBe(Number.POSITIVE_INFINITY);
    expect(score.confirmedSeconds).toBe(Number.POSITIVE_INFINITY);
  });

  it('may be told about as a confirmation at once', () => {
    expect(scoreLeak(leak, told([400, 'confirmed'])).suspectedSeconds).toBe(400);
  });

  it('is named by the first three sites of the last report that has any', () => {
    const sites = [site('parse'), site('read', 'body-parser'), site('compile', 'ajv'), site('other')];
    const first = scoreLeak(
      leak,
      told([250, 'suspected', { sites: [site('other')] }], [900, 'confirmed', { sites }]),
    );
    expect(first.named).toBe(true);
    expect(first.sites).toEqual(['parse (own)', 'read (body-parser)', 'compile (ajv)']);
    const fourth = scoreLeak(
      leak,
      told([250, 'suspected', { sites: [...sites.slice(0, 2), site('a'), sites[2]!] }]),
    );
    expect(fourth.named).toBe(false);
  });

  it('is neither named nor misnamed by a report without sites', () => {
    expect(scoreLeak(leak, told([250, 'suspected'])).named).toBeUndefined();
  });

  it('has the right memory by its kind, or by what grows along', () => {
    const workers: CorpusLeak = { ...leak, memory: 'worker', alsoGrows: 'native' };
    const resource = { kind: 'worker', type: 'job.js', count: 9, perHour: 60 } as const;
    expect(scoreLeak(workers, told([250, 'suspected', { memory: 'heap', resource }])).rightMemory).toBe(true);
    expect(scoreLeak(workers, told([250, 'suspected', { memory: 'native' }])).rightMemory).toBe(true);
    expect(scoreLeak(workers, told([250, 'suspected', { memory: 'heap' }])).rightMemory).toBe(false);
  });
});

describe('a healthy program', () => {
  it('is judged by how often it was accused and whether that was taken back', () => {
    const records = told([250, 'suspected'], [400, 'withdrawn'], [700, 'suspected'], [1_100, 'confirmed']);
    expect(scoreHealthy(records)).toEqual({
      suspicions: 2,
      confirmations: 1,
      withdrawn: 1,
      firstSecond: 250,
      responses: 0,
      outOfMemoryAlarms: 0,
    });
  });

  it('is counted when memory pressure was answered in it', () => {
    const records = told([250, 'suspected']);
    const [event] = records.events;
    const answered = { ...records, events: [...records.events, { ...event!, type: 'strategy_applied' }] };
    expect(scoreHealthy(answered).responses).toBe(1);
  });
});

describe('a site', () => {
  it('is guilty by its package, its function, or the method of its function', () => {
    expect(isGuilty(site('compile', 'ajv'), leak.guilty)).toBe(true);
    expect(isGuilty(site('remember'), leak.guilty)).toBe(true);
    expect(isGuilty(site('Log.remember'), leak.guilty)).toBe(true);
    expect(isGuilty(site('rememberAll', 'ajv-formats'), leak.guilty)).toBe(false);
    expect(isGuilty(site('(anonymous)'), ['a.js:1'])).toBe(true);
    expect(isGuilty(site('(anonymous)'), ['a.js:2'])).toBe(false);
  });
});

describe('a run', () => {
  const program = { name: 'a', file: 'a', packages: [], perSecond: 1 };
  const exit = { kind: 'exit', time: 1, code: 0, signal: null };
  const reading = (units: number) => ({
    kind: 'reading',
    second: 30,
    time: 1,
    cpuMs: 1,
    truth: { units, bytes: 0, failures: 0 },
  });

  it('counts only if it ended by itself under an agent, and did leak where it should', () => {
    expect(isValid(program, recordsOf([reading(0), exit]))).toBe(true);
    expect(isValid(program, recordsOf([reading(0)]))).toBe(false);
    expect(isValid(program, recordsOf([reading(0), { ...exit, code: 1 }]))).toBe(false);
    expect(isValid({ ...program, leak }, recordsOf([reading(0), exit]))).toBe(false);
    expect(isValid({ ...program, leak }, recordsOf([reading(5), exit]))).toBe(true);
  });
});
