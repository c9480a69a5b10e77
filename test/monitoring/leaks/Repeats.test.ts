import { describe, expect, it } from 'vitest';
import { Repeats } from '../../../src/monitoring/leaks/Repeats.ts';
import type { LeakReport, MemoryKind } from '../../../src/wire/event.ts';
import { epoch } from '../simulation.ts';

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

/** Repeats, and a clock. */
class Teller {
  readonly #repeats: Repeats = new Repeats();
  minutes = 0;

  tell(
    reports: readonly LeakReport[],
    things: readonly LeakReport[] = [],
    more: { readonly newThings?: readonly LeakReport[]; readonly present?: readonly LeakReport[] } = {},
  ): readonly LeakReport[] {
    const { newThings = [], present = [] } = more;
    return this.#repeats.tell({
      now: epoch + 60_000 * this.minutes,
      reports,
      newThings,
      things,
      present: () => present,
    });
  }
}

describe('a leak that shows in several kinds of memory', () => {
  it('is told as threads, and not as native memory once more', () => {
    const repeats = new Teller();
    expect(repeats.tell([report('native', 'suspected', 690)], [threads])).toEqual([]);
    expect(repeats.tell([report('native', 'withdrawn', 0)], [])).toEqual([]);
    const again = report('native', 'suspected', 690);
    expect(repeats.tell([again], [])).toEqual([again]);
    expect(repeats.tell([report('native', 'withdrawn', 0)], [threads])).toHaveLength(1);
  });

  it('is told as native memory where the threads cannot be all of it', () => {
    expect(new Teller().tell([report('native', 'suspected', 2000)], [threads])).toHaveLength(1);
  });

  it('is told where native memory is confirmed before its cause is, with its cause', () => {
    const repeats = new Teller();
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
    const repeats = new Teller();
    repeats.tell([report('native', 'suspected', 690)], [threads]);
    const confirmed: LeakReport = { ...threads, level: 'confirmed' };
    expect(repeats.tell([report('native', 'confirmed', 690)], [confirmed])).toEqual([]);
    expect(repeats.tell([report('native', 'withdrawn', 0)], [confirmed])).toEqual([]);
  });

  it('is told as external memory, not as heap once more', () => {
    const repeats = new Teller();
    expect(repeats.tell([report('external', 'suspected', 388)], [])).toHaveLength(1);
    expect(repeats.tell([report('heap', 'suspected', 25)], [])).toEqual([]);
    expect(repeats.tell([report('heap', 'withdrawn', 0)], [])).toEqual([]);
  });

  it('is told with both and with who allocates, where both come at one look', () => {
    const heap = report('heap', 'suspected', 25, { sites: [site] });
    const told = new Teller().tell([heap, report('external', 'suspected', 388)], []);
    expect(told).toMatchObject([{ memory: 'external', sites: [site] }]);
    expect(told[0]!.evidence[1]).toBe('The heap grows with it, by 25 kB/s: the objects that hold it.');
  });

  it('is told as heap where that is confirmed first', () => {
    const repeats = new Teller();
    repeats.tell([report('external', 'suspected', 388)], []);
    repeats.tell([report('heap', 'suspected', 25)], []);
    const [told] = repeats.tell([report('heap', 'confirmed', 25, { sites: [site] })], []);
    expect(told?.evidence[1]).toContain('The external memory grows with it, by 388 kB/s');
  });
});

describe('a leak in native memory', () => {
  it('is not told again as the certificates in the heap that hold it', () => {
    const teller = new Teller();
    expect(teller.tell([report('native', 'suspected', 1125)])).toHaveLength(1);
    expect(teller.tell([report('heap', 'suspected', 55)])).toEqual([]);
  });

  it('is not told again as what zlib reports to V8 of it', () => {
    const teller = new Teller();
    expect(teller.tell([report('native', 'suspected', 183)])).toHaveLength(1);
    expect(teller.tell([report('external', 'suspected', 22)])).toEqual([]);
  });

  it('is what to look for, too, where what zlib reports to V8 of it is confirmed first', () => {
    const teller = new Teller();
    teller.tell([report('native', 'suspected', 183, { advice: 'Look for handles.' })]);
    teller.tell([report('external', 'suspected', 22)]);
    const [told] = teller.tell([report('external', 'confirmed', 22, { advice: 'Look for chunks.' })]);
    expect(told?.advice).toBe('Look for chunks. For the larger part: look for handles.');
  });

  it('names what is a part of it, where that was told before', () => {
    const teller = new Teller();
    teller.tell([report('external', 'suspected', 32)]);
    const [told] = teller.tell([report('native', 'suspected', 184)]);
    expect(told!.evidence[1]).toBe(
      'The external memory grows with it, by 32 kB/s: a part of the same leak, it seems.',
    );
  });

  it('is named by the threads whose it is, where they are too few to be told of before', () => {
    const teller = new Teller();
    expect(teller.tell([report('native', 'suspected', 690)])).toHaveLength(1);
    const [told] = teller.tell([], [threads], { newThings: [threads] });
    expect(told!.evidence.at(-1)).toBe(
      'The growth of native memory that was told before is theirs: it is one leak.',
    );
    const confirmed: LeakReport = { ...threads, level: 'confirmed' };
    expect(teller.tell([report('native', 'confirmed', 690)], [confirmed])).toEqual([]);
    expect(teller.tell([report('native', 'withdrawn', 0)], [])).toHaveLength(1);
  });
});

describe('a leak of the heap', () => {
  it('is told with the handles that pile up meanwhile, whose objects it may be', () => {
    const ports = report('native', 'suspected', 0, {
      resource: { kind: 'handle', type: 'MessagePort', count: 2806, perHour: 36_000 },
      evidence: ['Message ports: 1,028 → 2,806 in 3 min.', 'Not told yet from a pool.'],
      advice: 'Call close().',
    });
    const [told] = new Teller().tell(
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

  it('is said to be that of the handles that were named with it, where these are told later', () => {
    const timers = report('native', 'suspected', 0, {
      id: 'timers',
      resource: { kind: 'handle', type: 'Timeout', count: 27_229, perHour: 142_000 },
      evidence: ['Timers: 3,545 → 27,229 in 10 min.', 'Not told yet from a pool.'],
    });
    const teller = new Teller();
    teller.tell([report('heap', 'suspected', 48)], [timers]);
    const [told] = teller.tell([], [timers], { newThings: [timers] });
    expect(told?.evidence.at(-1)).toBe(
      'The growth of the heap that was told before is theirs: it is one leak.',
    );
    const sockets = { ...timers, resource: { ...timers.resource!, type: 'TCPSocketWrap' } };
    expect(teller.tell([], [sockets], { newThings: [sockets] })).toEqual([sockets]);
  });

  it('is told with the limit that its handles meet, and their number', () => {
    const limit = { of: 'open files', count: 850, etaMs: 8000, lowMs: 2000, highMs: 14_000 } as const;
    const sockets = report('native', 'suspected', 0, {
      resource: { kind: 'handle', type: 'TCPSocketWrap', count: 829, perHour: 4225, limit },
      evidence: ['At this pace the limit is reached.', 'TCP sockets: 160 → 829.', 'Not told yet.'],
    });
    const [told] = new Teller().tell([report('heap', 'suspected', 26)], [sockets]);
    expect(told!.evidence).toEqual([
      'heap grows.',
      'At this pace the limit is reached.',
      'TCP sockets: 160 → 829.',
    ]);
  });

  it('has nothing to do with threads, whose heaps are their own', () => {
    const heap = report('heap', 'suspected', 26);
    expect(new Teller().tell([heap], [threads])).toEqual([heap]);
  });
});

describe('two leaks', () => {
  it('are told as two where the heap grows by more than what holds buffers', () => {
    const told = new Teller().tell(
      [report('heap', 'suspected', 200), report('external', 'suspected', 388)],
      [],
    );
    expect(told.map(({ memory }) => memory)).toEqual(['heap', 'external']);
  });

  it('are told as two where one is of objects that were expected to be gone', () => {
    const repeats = new Teller();
    repeats.tell([report('external', 'suspected', 388)], []);
    const overdue = report('heap', 'confirmed', 25, { id: 'overdue' });
    expect(repeats.tell([overdue], [])).toEqual([overdue]);
    expect(repeats.tell([{ ...overdue, level: 'withdrawn' }], [])).toHaveLength(1);
  });

  it('are told as two where the first is over', () => {
    const repeats = new Teller();
    repeats.tell([report('external', 'suspected', 388)], []);
    repeats.tell([report('external', 'withdrawn', 0)], []);
    expect(repeats.tell([report('heap', 'suspected', 25)], [])).toHaveLength(1);
  });

  it('are told as two where the second begins much later', () => {
    const teller = new Teller();
    teller.minutes = 30;
    teller.tell([report('external', 'suspected', 388, { sinceMs: 25 * 60_000 })]);
    const heap = report('heap', 'suspected', 25, { sinceMs: 3 * 60_000 });
    expect(teller.tell([heap])).toEqual([heap]);
  });

  it('are told as two once the first has been over for five minutes, with the numbers of then', () => {
    const teller = new Teller();
    const told: string[] = [];
    teller.tell([report('native', 'suspected', 1125)]);
    teller.tell([report('heap', 'suspected', 55)]);
    teller.tell([report('native', 'withdrawn', 0)]);
    const present = [report('heap', 'suspected', 60, { sinceMs: 900_000 })];
    for (; teller.minutes <= 20; teller.minutes++) {
      for (const { memory, rateBytesPerSecond } of teller.tell([], [], { present })) {
        told.push(`${memory} ${rateBytesPerSecond / 1024} at ${teller.minutes}`);
      }
    }
    expect(told).toEqual(['heap 60 at 5']);
    expect(teller.tell([report('heap', 'withdrawn', 0)])).toHaveLength(1);
  });

  it('are told as two once the second is too large to be a part of the first', () => {
    const teller = new Teller();
    teller.tell([report('native', 'suspected', 690)], [threads]);
    const grown = [report('native', 'suspected', 3000)];
    let told: readonly LeakReport[] = [];
    for (; teller.minutes <= 5; teller.minutes++) told = teller.tell([], [threads], { present: grown });
    expect(told).toMatchObject([{ memory: 'native', rateBytesPerSecond: 3000 * 1024 }]);
  });

  it('are one again where growth exceeds its cause for a moment', () => {
    const teller = new Teller();
    teller.tell([report('native', 'suspected', 690)], [threads]);
    for (; teller.minutes <= 60; teller.minutes++) {
      const present = [report('native', 'suspected', teller.minutes % 4 === 0 ? 690 : 3000)];
      expect(teller.tell([], [threads], { present })).toEqual([]);
    }
  });
});
