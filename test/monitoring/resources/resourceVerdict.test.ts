import { describe, expect, it } from 'vitest';
import type { LeakVerdict } from '../../../src/monitoring/LeakVerdict.ts';
import { verdictWithThings } from '../../../src/monitoring/resources/resourceVerdict.ts';
import type { LeakReport } from '../../../src/wire/event.ts';

function verdict(level: LeakVerdict['level'], memory: LeakVerdict['memory'] = 'heap'): LeakVerdict {
  return {
    level,
    memory,
    sensitivity: 'medium',
    reasons: ['as it is'],
    readings: 7,
    windowMs: 150_000,
    rateBytesPerSecond: 1,
    grownBytes: 1,
    significance: 1,
    report: undefined,
  };
}

function thing(level: 'suspected' | 'confirmed', id: string): LeakReport {
  return {
    id,
    level,
    memory: 'native',
    rateBytesPerSecond: 4096,
    grownBytes: 8192,
    sinceMs: 1,
    pattern: 'linear',
    confidence: 0.5,
    sites: [],
    evidence: ['Worker threads: 1 → 30.'],
    advice: '',
  };
}

describe('the verdict', () => {
  it('is that on memory where nothing piles up', () => {
    const flat = verdict('none');
    expect(verdictWithThings(flat, [])).toBe(flat);
  });

  it.each(['none', 'not-enough-evidence'] as const)(
    'knows what piles up where that on memory is %s',
    (level) => {
      const pool = thing('suspected', 'pool');
      expect(verdictWithThings(verdict(level), [pool])).toMatchObject({
        level: 'suspected',
        memory: 'native',
        reasons: ['Worker threads: 1 → 30.'],
        readings: 7,
        rateBytesPerSecond: 4096,
        significance: undefined,
        report: pool,
      });
    },
  );

  it('is the worse of both: what is confirmed comes first, and memory among equals', () => {
    const things = [thing('suspected', 'pool'), thing('confirmed', 'watchers')];
    expect(verdictWithThings(verdict('suspected'), things).report?.id).toBe('watchers');
    expect(verdictWithThings(verdict('confirmed'), things).reasons).toEqual(['as it is']);
    expect(verdictWithThings(verdict('suspected'), things.slice(0, 1)).reasons).toEqual(['as it is']);
  });

  it('takes native memory for theirs', () => {
    const pool = thing('suspected', 'pool');
    expect(verdictWithThings(verdict('suspected', 'native'), [pool]).report).toBe(pool);
  });

  it('is on what meets a limit within a quarter of an hour, before memory that is suspected', () => {
    const limitIn = (etaMs: number): LeakReport => ({
      ...thing('suspected', 'files'),
      resource: {
        kind: 'handle',
        type: 'file descriptor',
        count: 829,
        perHour: 4225,
        limit: { of: 'open files', count: 850, etaMs, lowMs: etaMs / 2, highMs: 2 * etaMs },
      },
    });
    const pool = thing('suspected', 'pool');
    const of = (things: LeakReport[]) => verdictWithThings(verdict('suspected'), things).report?.id;
    expect(of([pool, limitIn(8000)])).toBe('files');
    expect(of([pool, limitIn(3_600_000)])).toBeUndefined();
    expect(verdictWithThings(verdict('confirmed'), [limitIn(8000)]).reasons).toEqual(['as it is']);
  });
});
