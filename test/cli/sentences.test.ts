import { describe, expect, it } from 'vitest';
import { type Ending, exitHeadline, exitSentences } from '../../src/cli/exitSentences.ts';
import { capacitySentence } from '../../src/reporting/words/capacitySentence.ts';
import { leakHeadline, leakSentences } from '../../src/reporting/words/leakSentences.ts';
import { outOfMemorySentence } from '../../src/reporting/words/outOfMemorySentence.ts';
import { capacityOf } from '../../src/wire/capacity.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { type MemorySample, toRow } from '../../src/wire/sample.ts';

const mb = 1024 * 1024;
const container = { containerUsedBytes: 81 * mb, containerLimitBytes: 512 * mb };
const heap = { oldUsedBytes: 60 * mb, heapLimitBytes: 2150 * mb };
const host = { hostUsedBytes: 15_000 * mb, hostTotalBytes: 16_384 * mb };

describe('the sentence about capacity', () => {
  const sentence = (sample: Partial<MemorySample>) => capacitySentence(capacityOf(toRow(sample)));

  it('warns that the heap could outgrow the container', () => {
    expect(sentence({ ...heap, ...container })).toBe(
      "capacity 512 MB: the container's limit binds, 431 MB left (the heap could grow to 2.1 GB)",
    );
  });

  it('names the heap where it is the nearest limit', () => {
    expect(sentence({ ...heap, heapLimitBytes: 100 * mb, ...container })).toBe(
      "capacity 100 MB: the heap's limit binds, 40 MB left",
    );
  });

  it('names the host where it is nearly full, and no less than nothing left', () => {
    expect(sentence({ ...heap, ...host })).toBe("capacity 16 GB: the host's memory binds, 1.4 GB left");
    expect(sentence({ containerUsedBytes: 600 * mb, containerLimitBytes: 512 * mb })).toContain(
      '0 bytes left',
    );
  });

  it('says so where there is no limit', () => {
    expect(sentence({})).toBe('capacity unknown: this platform tells of no limit');
  });
});

const leak: LeakReport = {
  id: 'a',
  level: 'confirmed',
  memory: 'heap',
  rateBytesPerSecond: 52 * 1024,
  grownBytes: 12.4 * mb,
  sinceMs: 240_000,
  pattern: 'steady',
  confidence: 0.9,
  sites: [
    {
      function: 'sessionStore.set',
      file: 'src/session.ts',
      line: 88,
      package: undefined,
      bytesPerSecond: 51 * 1024,
      survival: 0.97,
    },
    { function: 'push', file: 'lib/a.js', line: 1, package: 'lru', bytesPerSecond: 1024, survival: 0.5 },
  ],
  holder: { path: 'app.locals.sessions', class: 'Map', entries: 41_200 },
  outOfMemory: { etaMs: 9_600_000, lowMs: 7_500_000, highMs: 12_600_000, limit: 'heap' },
  evidence: ['None was deleted since 13:58.'],
  advice: 'bound the Map, or delete on logout',
};

describe('the sentences about a leak', () => {
  it('begin with what grows, how much and how fast', () => {
    expect(leakHeadline(leak)).toBe('live heap +12.4 MB in 4 min (52 kB/s, steady)');
    expect(leakHeadline({ ...leak, memory: 'external', grownBytes: -2 * mb })).toBe(
      'external memory -2 MB in 4 min (52 kB/s, steady)',
    );
  });

  it('name the pattern as the evidence does', () => {
    expect(leakHeadline({ ...leak, pattern: 'linear' })).toContain('52 kB/s, steady)');
    expect(leakHeadline({ ...leak, pattern: 'staircase' })).toContain('52 kB/s, in steps)');
  });

  it('count what is opened and not closed', () => {
    const resource = { kind: 'worker', type: 'pool.js', count: 1041, perHour: 480.4 } as const;
    expect(leakHeadline({ ...leak, memory: 'native', resource })).toBe(
      'worker threads 1,041 (pool.js), +480 an hour',
    );
    expect(leakHeadline({ ...leak, resource: { ...resource, kind: 'handle', perHour: -12 } })).toBe(
      'open handles 1,041 (pool.js), -12 an hour',
    );
  });

  it('say of WebAssembly how many bytes', () => {
    const resource = { kind: 'wasm', type: 'memory page (64 kB)', count: 967, perHour: 14_299 } as const;
    expect(leakHeadline({ ...leak, memory: 'external', resource })).toBe(
      'WebAssembly memory +12.4 MB in 4 min (52 kB/s, steady)',
    );
  });

  it('go from holder and sites over the evidence to what to do', () => {
    expect(leakSentences(leak)).toEqual([
      'holder   app.locals.sessions (Map), 41,200 entries',
      'site     sessionStore.set   src/session.ts:88   your code   51 kB/s',
      'site     push   lib/a.js:1   lru   1 kB/s',
      'None was deleted since 13:58.',
      'next     bound the Map, or delete on logout',
    ]);
  });

  it('do not repeat the headline, nor a site', () => {
    const grown =
      'The live heap has grown 12.4 MB in 4 min (52 kB/s, steady), by 9 readings after major collections.';
    const told = leakSentences({ ...leak, evidence: [grown, 'It has grown for 16 min.'] });
    expect(told).not.toContain(grown);
    expect(told).toContain('It has grown for 16 min.');
    const [site] = leak.sites;
    const started = 'They are started in sessionStore.set (src/session.ts:88).';
    const threads = { ...leak, sites: [{ ...site!, bytesPerSecond: 0 }], evidence: [started] };
    expect(leakSentences(threads).slice(1, -1)).toEqual([
      'site     sessionStore.set   src/session.ts:88   your code',
    ]);
    expect(leakSentences({ ...threads, sites: [] })).toContain(started);
  });

  it('say what has grown where the headline has other figures', () => {
    const resource = { kind: 'handle', type: 'MessagePort', count: 2806, perHour: 36_000 } as const;
    const grown = 'The live heap has grown 12.4 MB in 4 min (52 kB/s, steady), by 9 readings.';
    const swings =
      'What is allocated and outlives 40 s has grown 12.4 MB in 4 min (52 kB/s, steady), while the live heap swings.';
    expect(leakSentences({ ...leak, resource, evidence: [grown] })).toContain(grown);
    expect(leakSentences({ ...leak, grownBytes: 13 * mb, evidence: [grown] })).toContain(grown);
    expect(leakSentences({ ...leak, evidence: [swings] })).toContain(swings);
  });

  it('leave out what is not known', () => {
    const { holder: _holder, outOfMemory: _outOfMemory, ...rest } = leak;
    expect(leakSentences({ ...rest, sites: [], evidence: ['Flat since.'], advice: '' })).toEqual([
      'Flat since.',
    ]);
  });

  it('do not promise an end that may never come', () => {
    const outOfMemory = { etaMs: 60_000, lowMs: 30_000, highMs: undefined, limit: 'container' as const };
    expect(outOfMemorySentence(outOfMemory)).toBe(
      "out of memory in about 60 s (30 s or never): the container's limit",
    );
  });
});

describe('the sentences about an end', () => {
  function ending(exit: Ending['exit'], sample?: Partial<MemorySample>, agoMs = 2_000): Ending {
    return { exit, ranMs: 720_000, last: sample && { row: toRow(sample), agoMs } };
  }

  it('begin with how it ended and after how long', () => {
    expect(exitHeadline(ending({ code: 1, signal: null }))).toBe('ended with code 1 after 12 min');
    expect(exitHeadline(ending({ code: null, signal: 'SIGKILL' }))).toBe(
      'was killed by SIGKILL after 12 min',
    );
  });

  it('tell where the memory stood', () => {
    const sample = { liveBytes: 50 * mb, heapUsedBytes: 60 * mb, externalBytes: 2 * mb, rssBytes: 120 * mb };
    expect(exitSentences(ending({ code: 1, signal: null }, sample))).toEqual([
      '2 s before: live heap 50 MB, heap 60 MB, external 2 MB, RSS 120 MB.',
    ]);
    expect(exitSentences(ending({ code: 1, signal: null }, { rssBytes: mb }, 10))).toEqual([
      'At the end: RSS 1 MB.',
    ]);
  });

  it('say so where nothing is known', () => {
    const proven = { ...ending({ code: null, signal: 'SIGABRT' }, { rssBytes: mb }, 10), isOutOfHeap: true };
    expect(exitSentences(proven).at(-1)).toBe('V8 ran out of heap: its own report says so.');
    expect(exitSentences(ending({ code: 1, signal: null }))).toEqual([
      expect.stringContaining('Nothing is known of its memory'),
    ]);
  });

  const full = {
    ...heap,
    heapLimitBytes: 64 * mb,
    containerUsedBytes: 505 * mb,
    containerLimitBytes: 512 * mb,
  };

  it('suspect the container when the process was killed at its limit', () => {
    expect(exitSentences(ending({ code: null, signal: 'SIGKILL' }, full))[1]).toBe(
      'Most likely the container ran out of memory: 99 % of its 512 MB were in use then.',
    );
  });

  it.each([
    { code: null, signal: 'SIGABRT' as const },
    { code: 134, signal: null },
  ])('suspect the heap when V8 aborted at its limit (%o)', (exit) => {
    expect(exitSentences(ending(exit, full))[1]).toBe(
      'Most likely V8 ran out of heap: 94 % of its 64 MB were in use then.',
    );
  });

  it('say how an abort can be where the heap was not full at the last sample', () => {
    const abort = { code: null, signal: 'SIGABRT' as const };
    expect(exitSentences(ending(abort, { ...full, heapLimitBytes: 77 * mb }))[1]).toMatch(
      /^Most likely V8 ran out of heap: 78 % of its 77 MB were in use then, .* before the end, and V8 gives up when a collection frees too little\.$/,
    );
  });

  it('say what an abort means where the memory does not show it', () => {
    const abort = { code: null, signal: 'SIGABRT' as const };
    expect(exitSentences(ending(abort, { ...heap, heapLimitBytes: 128 * mb }))[1]).toBe(
      'SIGABRT is how V8 ends a process whose heap is full; of its limit of 128 MB, 47 % were in use then.',
    );
    expect(exitSentences(ending(abort, { rssBytes: mb }))[1]).toBe(
      'SIGABRT is how V8 ends a process whose heap is full.',
    );
    expect(exitSentences(ending({ code: 134, signal: null }))[1]).toBe(
      'Exit code 134 stands for SIGABRT, which is how V8 ends a process whose heap is full.',
    );
  });

  it('suspect nothing of memory where there was room, or where it ended otherwise', () => {
    expect(exitSentences(ending({ code: null, signal: 'SIGKILL' }, { ...heap, ...container }))).toHaveLength(
      1,
    );
    expect(exitSentences(ending({ code: null, signal: 'SIGSEGV' }, full))).toHaveLength(1);
    expect(exitSentences(ending({ code: 1, signal: null }, full))).toHaveLength(1);
  });
});
