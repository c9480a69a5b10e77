import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageRing } from '../../src/serving/MessageRing.ts';
import type { DashboardMessage } from '../../src/wire/message.ts';

const reset: DashboardMessage = { type: 'reset' };
const sample: DashboardMessage = { type: 'sample', id: '1', row: [1, null] };

describe('MessageRing', () => {
  it('numbers messages from its start id and writes them as server-sent events', () => {
    const ring = new MessageRing({ startId: 100 });
    ring.push(sample);
    expect(ring.newestId).toBe(101);
    expect(ring.get(101)).toEqual({
      text: 'id: 101\nevent: sample\ndata: {"type":"sample","id":"1","row":[1,null]}\n\n',
      isSample: true,
    });
    expect(ring.get(100)).toBeUndefined();
  });

  it('knows what it can replay', () => {
    const ring = new MessageRing({ startId: 0, maxMessages: 3 });
    expect(ring.holdsAllAfter(0)).toBe(true);
    for (let count = 0; count < 5; count++) ring.push(reset);
    expect([-1, 0, 1, 2, 3, 5, 6, Number.NaN].map((id) => ring.holdsAllAfter(id))).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('never holds more than its bounds, but always the newest message', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (lengths) => {
        const ring = new MessageRing({ startId: 0, maxMessages: 4, maxCharacters: 200 });
        for (const length of lengths) ring.push({ ...sample, row: Array<number>(length).fill(7) });
        const held = lengths
          .map((_, index) => ring.get(index + 1))
          .filter((message) => message !== undefined);
        expect(held.length).toBeLessThanOrEqual(4);
        if (held.length > 1)
          expect(held.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(200);
        if (lengths.length > 0) expect(ring.get(lengths.length)).toBeDefined();
      }),
    );
  });
});
