import { describe, expect, it } from 'vitest';
import { LeakNarration } from '../../src/cli/LeakNarration.ts';
import type { LeakReport } from '../../src/wire/event.ts';

const report: LeakReport = {
  id: 'a',
  level: 'suspected',
  memory: 'heap',
  rateBytesPerSecond: 1024,
  grownBytes: 1024 * 1024,
  sinceMs: 240_000,
  pattern: 'linear',
  confidence: 0.9,
  sites: [],
  evidence: ['It grows.', 'Who allocates it is not known.'],
  advice: 'wait.',
};

describe('what the terminal is told of a leak', () => {
  it('is each step once, and of a step that is told again what is new (was: all of it a second time)', () => {
    const narration = new LeakNarration();
    const first = narration.words('1', report)!;
    expect(first.heading).toBe('leak suspected');
    expect(first.sentences).toEqual(['It grows.', 'Who allocates it is not known.', 'next     wait.']);
    expect(narration.words('1', report)).toBeUndefined();
    const failed = 'Heap snapshots could not name its holder.';
    const more = { ...report, evidence: [failed, ...report.evidence] };
    expect(narration.words('1', more)).toEqual({
      heading: 'leak suspected',
      headline: 'more is known',
      sentences: [failed],
    });
    expect(narration.words('1', more)).toBeUndefined();
  });

  it('is not the same with other figures (was: the whole report a second time, under a verdict that stood)', () => {
    const narration = new LeakNarration();
    const site = {
      file: 'cache.ts',
      line: 4,
      function: 'remember',
      package: undefined,
      bytesPerSecond: 31_882,
    };
    const holder = { path: 'globalThis.cache', class: 'Map', entries: 5000, isAtLeast: false };
    const told = {
      ...report,
      sites: [{ ...site, survival: 1 }],
      holder,
      evidence: ['It has grown for 16 min.'],
    };
    expect(narration.words('1', told as unknown as LeakReport)?.sentences).toHaveLength(4);
    const later = {
      ...told,
      sites: [{ ...site, survival: 1, bytesPerSecond: 29_000_000 }],
      holder: { ...holder, entries: 6100 },
      evidence: ['It has grown for 1 h 20 min.'],
    };
    expect(narration.words('1', later as unknown as LeakReport)).toBeUndefined();
    const elsewhere = { ...later, sites: [{ ...site, line: 9, survival: 1 }] };
    expect(narration.words('1', elsewhere as unknown as LeakReport)?.sentences).toEqual([
      expect.stringMatching(/^site .*cache\.ts:9/),
    ]);
  });

  it('is all of it for another step, another leak, another process, and one that begins again', () => {
    const narration = new LeakNarration();
    const count = (processId: string, leak: LeakReport) => narration.words(processId, leak)?.sentences.length;
    expect(count('1', report)).toBe(3);
    expect(count('2', report)).toBe(3);
    expect(count('1', { ...report, id: 'b' })).toBe(3);
    expect(count('1', { ...report, level: 'confirmed' })).toBe(3);
    expect(count('1', { ...report, level: 'withdrawn' })).toBe(3);
    expect(count('1', report)).toBe(3);
  });
});
