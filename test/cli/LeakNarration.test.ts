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
