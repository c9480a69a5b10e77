import { describe, expect, it } from 'vitest';
import { clipped, fitted, printable, widthOf } from '../../../../src/cli/top/draw/Row.ts';
import {
  shortBytes,
  shortForecast,
  shortInterval,
  shortShare,
} from '../../../../src/cli/top/draw/shortWords.ts';
import { trendLine } from '../../../../src/cli/top/draw/trendLine.ts';
import { painted } from '../../../../src/cli/top/paint.ts';
import { kib, mib } from '../../../monitoring/simulation.ts';
import { at } from '../../../reporting/given.ts';
import { now, nowSecond, trendOf } from '../given.ts';

const minuteMs = 60_000;
const ofHeap = { etaMs: 0, limit: 'heap' } as const;

describe('figures in a table', () => {
  it('are bytes in five characters at most', () => {
    const sizes = [
      0,
      700,
      999 * kib,
      1000 * kib,
      9.94 * mib,
      9.96 * mib,
      212 * mib,
      999.6 * mib,
      24_000 * mib,
    ];
    expect(sizes.map(shortBytes)).toEqual([
      '0 k',
      '1 k',
      '999 k',
      '1.0 M',
      '9.9 M',
      '10 M',
      '212 M',
      '1.0 G',
      '23 G',
    ]);
    for (let bytes = 1; bytes < 2 ** 49; bytes *= 1.07) expect(shortBytes(bytes).length).toBeLessThan(6);
    expect([shortBytes(undefined), shortBytes(Number.NaN), shortShare(undefined)]).toEqual(['–', '–', '–']);
    expect(shortShare(0.777)).toBe('78 %');
  });

  it('are an interval whose unit is said once, and one that may never end', () => {
    const interval = (lowMs: number, highMs: number | undefined) =>
      shortInterval({ ...ofHeap, lowMs, highMs });
    expect(interval(8 * minuteMs, 12 * minuteMs)).toBe('8–12 min');
    expect(interval(40_000, 90_000)).toBe('40–90 s');
    expect(interval(50_000, 3 * minuteMs)).toBe('50 s–3 min');
    expect(interval(125 * minuteMs, 210 * minuteMs)).toBe('2 h 05–3 h 30');
    expect(interval(120 * minuteMs, undefined)).toBe('> 2 h');
    expect(interval(1000, 1000)).toBe('1 s');
    expect(interval(0, 62 * minuteMs)).toBe('< 62 min');
    expect(interval(0, undefined)).toBe('any time');
    expect(shortForecast({ ...ofHeap, etaMs: 0, lowMs: 0, highMs: 600_000 })).toBe('< 10 min');
    expect(
      shortForecast({ etaMs: 160 * minuteMs, lowMs: 125 * minuteMs, highMs: 210 * minuteMs, limit: 'heap' }),
    ).toBe('2 h 40 (2 h 05–3 h 30)');
  });
});

describe('the trend', () => {
  it('is ten minutes with the newest at the right, and blank before anything is known', () => {
    const times = [at(nowSecond - 290), at(nowSecond - 100), at(nowSecond - 1)];
    expect(trendLine({ times, liveBytes: [10 * mib, 20 * mib, 40 * mib] }, 10, now)).toBe('     ▁▁▁▃█');
    expect(trendLine({ times: [], liveBytes: [] }, 4, now)).toBe('    ');
  });

  it('looks level where the live size hardly moves, and uses the whole height where it doubles', () => {
    expect(
      trendLine(
        trendOf((minute) => 100 + (minute % 2)),
        10,
        now,
      ),
    ).toMatch(/^[▄▅]{10}$/);
    const doubling = trendLine(
      trendOf((minute) => 100 + 10 * minute),
      10,
      now,
    );
    expect([doubling[0], doubling.at(-1)]).toEqual(['▂', '█']);
    expect(
      trendLine(
        trendOf(() => 0),
        3,
        now,
      ),
    ).toHaveLength(3);
  });
});

describe('texts at a terminal', () => {
  it('are cut by the places that they take', () => {
    expect(clipped('abcdef', 4)).toBe('abc…');
    expect(clipped('日本語', 4)).toBe('日…');
    expect([widthOf('日本'), widthOf('e\u0301'), clipped('abc', 0)]).toEqual([4, 1, '']);
    expect([fitted('ab', 4), fitted('ab', 4, 'right'), fitted('日本語', 5)]).toEqual([
      'ab  ',
      '  ab',
      '日本…',
    ]);
  });

  it('lose what steers a terminal or turns their direction', () => {
    expect(printable('\x1b]0;title\x07 \u009b31m a\u202eb')).toBe('?]0;title? ?31m a?b');
  });

  it('have colours only where there are some, and the same words there', () => {
    const row = [{ text: 'leak confirmed', style: 'critical' as const }, { text: ' 1' }];
    expect(painted(row, { hasColours: false, hasUnicode: true })).toBe('leak confirmed 1');
    expect(painted(row, { hasColours: true, hasUnicode: true })).toBe(
      '\x1b[1m\x1b[31mleak confirmed\x1b[39m\x1b[22m 1',
    );
  });

  it('are ASCII of the same width where nothing else can be shown', () => {
    const text = '▸ ▁▂▃▄▅▆▇█ 2 h–3 h… NAME▾ ▴ Zoë';
    const plain = painted([{ text }], { hasColours: false, hasUnicode: false });
    expect(plain).toBe('> _.-:=+*# 2 h-3 h~ NAMEv ^ Zo?');
    expect(widthOf(plain)).toBe(widthOf(text));
  });
});
