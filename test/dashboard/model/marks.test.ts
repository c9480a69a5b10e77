import { describe, expect, it } from 'vitest';
import { marksOf } from '../../../src/dashboard/model/marks.ts';
import { crossingEvent, leakEvent } from '../given.ts';

const range = { fromMs: 100, toMs: 200 };

describe('marksOf', () => {
  it('marks the events of the range', () => {
    const marks = marksOf(
      [leakEvent(99), leakEvent(120), crossingEvent(160, 'critical'), leakEvent(201)],
      range,
      10,
    );
    expect(marks.map(({ time, letter }) => `${time} ${letter}`)).toEqual(['120 L', '160 C']);
    expect(marks[1]?.label).toBe('Heap critical: Heap at 78 % of its limit');
  });

  it('lets neighbours share one mark, which shows the most urgent', () => {
    const events = [crossingEvent(150, 'critical'), crossingEvent(155, 'normal'), leakEvent(158)];
    const [mark, ...others] = marksOf(events, range, 10);
    expect(others).toEqual([]);
    expect(mark).toMatchObject({ time: 150, letter: 'C', tone: 'critical' });
    expect(mark?.keys).toHaveLength(3);
  });

  it('shows the later one of two that are equally urgent', () => {
    expect(marksOf([leakEvent(150), leakEvent(151, { id: 'later' })], range, 10)[0]?.key).toContain('later');
  });
});
