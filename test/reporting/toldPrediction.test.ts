import { describe, expect, it } from 'vitest';
import { toldPrediction } from '../../src/reporting/toldPrediction.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { at, leakEvent } from './given.ts';

const estimate = { etaMs: 600_000, lowMs: 400_000, highMs: 900_000, limit: 'heap' } as const;
const told: MemoryEvent = { time: at(100), type: 'memory:out_of_memory_predicted', payload: estimate };

describe('the forecast that was told', () => {
  it('counts from the time that is asked for', () => {
    expect(toldPrediction([told], at(160))).toMatchObject({
      predicted: true,
      etaMs: 540_000,
      lowMs: 340_000,
      highMs: 840_000,
      limit: 'heap',
    });
  });

  it('says when it was told, and as what: people have read that one', () => {
    const [first, last] = [toldPrediction([told], at(100)), toldPrediction([told], at(160))];
    expect(first).toEqual({
      predicted: true,
      ...estimate,
      basis: expect.stringMatching(/^Told at \S+ as 10 min\.$/),
    });
    expect(last).toMatchObject({ etaMs: 540_000, basis: (first as { basis: string }).basis });
  });

  it('never lies in the past, and may have no latest end', () => {
    const open: MemoryEvent = { ...told, payload: { ...estimate, highMs: undefined } };
    expect(toldPrediction([open], at(100_000))).toMatchObject({ etaMs: 0, lowMs: 0, highMs: undefined });
  });

  it('is that of the newest event which has one', () => {
    const later = leakEvent(200, { outOfMemory: { ...estimate, etaMs: 60_000 } });
    expect(toldPrediction([told, later, leakEvent(210)], at(200))).toMatchObject({ etaMs: 60_000 });
    expect(toldPrediction([told, later], at(150))).toMatchObject({ etaMs: 550_000 });
  });

  it('ends with the leak that it was made for', () => {
    const events = [told, leakEvent(200, { level: 'withdrawn' })];
    expect(toldPrediction(events, at(210))).toEqual({ predicted: false, reason: 'none was told so far' });
  });
});
