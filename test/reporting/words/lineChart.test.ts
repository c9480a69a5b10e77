import { describe, expect, it } from 'vitest';
import { lineChart } from '../../../src/reporting/words/lineChart.ts';

const base = { width: 24, height: 3, valueLabel: String, timeLabel: String };

describe('a chart in characters', () => {
  it('rises and falls at right angles, between a lowest and a highest label', () => {
    const times = [0, 5, 10, 15];
    expect(lineChart({ ...base, unicode: true, times, values: [0, 2, 0, 1] })).toEqual([
      '2 ┤       ╭──────╮',
      '1 ┤       │      │     ╭',
      '0 ┤───────╯      ╰─────╯',
      '  └┬───────────────────┬',
      '   0                  15',
    ]);
  });

  it('does with ASCII where it must', () => {
    const times = [0, 5, 10, 15];
    expect(lineChart({ ...base, unicode: false, times, values: [0, 2, 0, 1] })).toEqual([
      '2 +       .------.',
      '1 +       |      |     .',
      "0 +-------'      '-----'",
      '  ++-------------------+',
      '   0                  15',
    ]);
  });

  it('is one level line where nothing changes', () => {
    const lines = lineChart({ ...base, unicode: true, times: [0, 1], values: [7, 7] });
    expect(lines.slice(0, 3)).toEqual(['  │', '  │', `7 ┤${'─'.repeat(21)}`]);
  });

  it('is nothing of fewer than two points', () => {
    expect(lineChart({ ...base, unicode: true, times: [0], values: [7] })).toEqual([]);
  });
});
