import { describe, expect, it } from 'vitest';
import { Repeats } from '../../../src/monitoring/leaks/Repeats.ts';
import type { LeakReport, MemoryKind } from '../../../src/wire/event.ts';

const site = {
  function: 'keep',
  file: 'src/a.ts',
  line: 1,
  package: undefined,
  bytesPerSecond: 1,
  survival: 1,
};

function report(
  memory: MemoryKind,
  level: LeakReport['level'],
  kibs: number,
  more: Partial<LeakReport> = {},
): LeakReport {
  return {
    id: memory,
    level,
    memory,
    rateBytesPerSecond: kibs * 1024,
    grownBytes: 1,
    sinceMs: 1,
    pattern: 'linear',
    confidence: 0.5,
    sites: [],
    evidence: [`${memory} grows.`],
    advice: '',
    ...more,
  };
}

const threads = report('native', 'suspected', 700, {
  sites: [site],
  resource: { kind: 'worker', type: 'src/a.ts:1', count: 30, perHour: 450 },
  evidence: ['Worker threads: 1 → 30.', 'Not told yet from a pool.'],
  advice: 'Call worker.terminate().',
});

describe('a leak that shows in several kinds of memory', () => {
  it('is told as threads, and not as native memory once more', () => {
    const repeats = new Repeats();
    expect(repeats.tell([report('native', 'suspected', 690)], [threads])).toEqual([]);
    expect(repeats.tell([report('native', 'withdrawn', 0)], [])).toEqual([]);
    const again = report('native', 'suspected', 690);
    expect(repeats.tell([again], [])).toEqual([again]);
    expect(repeats.tell([report('native', 'withdrawn', 0)], [threads])).toHaveLength(1);
  });

  it('is told as native memory where the threads cannot be all of it', () => {
    expect(new Repeats().tell([report('native', 'suspected', 2000)], [threads])).toHaveLength(1);
  });

  it('is told where native memory is confirmed before its cause is, with its cause', () => {
    const repeats = new Repeats();
    repeats.tell([report('native', 'suspected', 690)], [threads]);
    const [told] = repeats.tell([report('native', 'confirmed', 690)], [threads]);
    expect(told).toMatchObject({
      level: 'confirmed',
      resource: threads.resource,
      sites: [site],
      advice: threads.advice,
      evidence: ['native grows.', 'Worker threads: 1 → 30.'],
    });
    expect(repeats.tell([report('native', 'withdrawn', 0)], [])).toHaveLength(1);
  });

  it('is not told where the cause has been confirmed, and withdrawn as silently', () => {
    const repeats = new Repeats();
    repeats.tell([report('native', 'suspected', 690)], [threads]);
    const confirmed: LeakReport = { ...threads, level: 'confirmed' };
    expect(repeats.tell([report('native', 'confirmed', 690)], [confirmed])).toEqual([]);
    expect(repeats.tell([report('native', 'withdrawn', 0)], [confirmed])).toEqual([]);
  });

  it('is told as external memory, not as heap once more', () => {
    const repeats = new Repeats();
    expect(repeats.tell([report('external', 'suspected', 388)], [])).toHaveLength(1);
    expect(repeats.tell([report('heap', 'suspected', 25)], [])).toEqual([]);
    expect(repeats.tell([report('heap', 'withdrawn', 0)], [])).toEqual([]);
  });

  it('is told with both and with who allocates, where both come at one look', () => {
    const heap = report('heap', 'suspected', 25, { sites: [site] });
    const told = new Repeats().tell([heap, report('external', 'suspected', 388)], []);
    expect(told).toMatchObject([{ memory: 'external', sites: [site] }]);
    expect(told[0]!.evidence[1]).toBe('The heap grows with it, by 25 kB/s: the objects that hold it.');
  });

  it('is told as heap where that is confirmed first', () => {
    const repeats = new Repeats();
    repeats.tell([report('external', 'suspected', 388)], []);
    repeats.tell([report('heap', 'suspected', 25)], []);
    const [told] = repeats.tell([report('heap', 'confirmed', 25, { sites: [site] })], []);
    expect(told?.evidence[1]).toContain('The external memory grows with it, by 388 kB/s');
  });
});

describe('a leak of the heap', () => {
  it('is told with the handles that pile up meanwhile, whose objects it may be', () => {
    const ports = report('native', 'suspected', 0, {
      resource: { kind: 'handle', type: 'MessagePort', count: 2806, perHour: 36_000 },
      evidence: ['Message ports: 1,028 → 2,806 in 3 min.', 'Not told yet from a pool.'],
      advice: 'Call close().',
    });
    const [told] = new Repeats().tell(
      [report('heap', 'suspected', 26, { advice: 'Wait.' })],
      [threads, ports],
    );
    expect(told).toMatchObject({
      memory: 'heap',
      resource: ports.resource,
      evidence: ['heap grows.', 'Message ports: 1,028 → 2,806 in 3 min.'],
      advice: 'Wait. Call close().',
    });
  });

  it('has nothing to do with threads, whose heaps are their own', () => {
    const heap = report('heap', 'suspected', 26);
    expect(new Repeats().tell([heap], [threads])).toEqual([heap]);
  });
});

describe('two leaks', () => {
  it('are told as two where the heap grows by more than what holds buffers', () => {
    const told = new Repeats().tell(
      [report('heap', 'suspected', 200), report('external', 'suspected', 388)],
      [],
    );
    expect(told.map(({ memory }) => memory)).toEqual(['heap', 'external']);
  });

  it('are told as two where one is of objects that were expected to be gone', () => {
    const repeats = new Repeats();
    repeats.tell([report('external', 'suspected', 388)], []);
    const overdue = report('heap', 'confirmed', 25, { id: 'overdue' });
    expect(repeats.tell([overdue], [])).toEqual([overdue]);
    expect(repeats.tell([{ ...overdue, level: 'withdrawn' }], [])).toHaveLength(1);
  });

  it('are told as two where the first is over', () => {
    const repeats = new Repeats();
    repeats.tell([report('external', 'suspected', 388)], []);
    repeats.tell([report('external', 'withdrawn', 0)], []);
    expect(repeats.tell([report('heap', 'suspected', 25)], [])).toHaveLength(1);
  });
});
