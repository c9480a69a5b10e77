import { describe, expect, it } from 'vitest';
import type { PageOutcome } from '../../../src/cli/page/PageOutcome.ts';
import { pageJson } from '../../../src/cli/page/pageJson.ts';
import { PageTable } from '../../../src/cli/page/pageRows.ts';
import { pageVerdict, placeOf } from '../../../src/cli/page/pageSentences.ts';
import type { PageCounts } from '../../../src/page/PageReading.ts';
import { detachedGrowth, pageGrowth } from '../../../src/page/pageGrowth.ts';
import type { RoundTrip } from '../../../src/page/roundTrips.ts';

function outcomeOf(countsAt: (trip: number) => PageCounts, more: Partial<PageOutcome> = {}): PageOutcome {
  const trips = Array.from({ length: 16 }, (_, number): RoundTrip => {
    const counts = countsAt(number);
    const detachedRoots = new Map([['div.card', counts.detached ?? 0]]);
    return { number, isWarmUp: number < 3, reading: { counts, detachedRoots }, tookMs: 12.3 };
  });
  const judged = trips.slice(3).map(({ reading }) => reading);
  return {
    url: 'http://localhost:3000/shop',
    browser: 'Chrome/156.0',
    scenario: 'cart.mjs',
    intervalMs: 2_000,
    trips,
    growth: pageGrowth(judged),
    detached: detachedGrowth(judged),
    sites: [],
    ...more,
  };
}

const leaking = (trip: number): PageCounts => ({
  heap: 500_000 + 2_048 * trip,
  nodes: 100 + trip,
  detached: trip,
  listeners: 5,
});

describe('what is said of a page', () => {
  it('that grows: how fast, by whom, what does not, and what to do', () => {
    const site = {
      function: 'openView',
      url: 'http://localhost:3000/shop.js',
      line: 12,
      liveBytes: 12 * 2_000,
    };
    const small = { ...site, function: 'other', liveBytes: 10 };
    expect(pageVerdict(outcomeOf(leaking, { sites: [site, small] }))).toEqual({
      tone: 'critical',
      heading: 'growth with every round trip',
      text: '12 round trips judged',
      sentences: [
        expect.stringMatching(
          /^grows {5}heap: \+2 kB per round trip \(\+1\.\d kB to \+2\.\d kB\), 24 kB in all\.$/,
        ),
        'grows     DOM nodes: +1 per round trip (+0.9 to +1.1), 12 in all.',
        'grows     detached nodes: +1 per round trip (+0.9 to +1.1), 12 in all.',
        'detached  div.card +1.',
        'site      openView   /shop.js:12   2 kB per round trip',
        'steady    event listeners.',
        expect.stringMatching(/^next {6}Elements were removed and are kept/),
      ],
    });
  });

  it('that does not grow: what was looked at, and how much it may grow all the same', () => {
    const swinging = outcomeOf((trip) => ({ heap: 500_000 + (trip % 2) * 3_000, nodes: 9 }));
    expect(pageVerdict(swinging)).toMatchObject({ tone: 'good', heading: 'no steady growth' });
    expect(pageVerdict(swinging).sentences[0]).toMatch(
      /^steady {4}heap \(at most \+\d+ bytes per round trip\); DOM nodes\.$/,
    );
  });

  it('that was left before there was enough to judge', () => {
    const outcome = outcomeOf(leaking);
    const trips = outcome.trips.slice(0, 5);
    const growth = pageGrowth(trips.slice(3).map(({ reading }) => reading));
    expect(pageVerdict({ ...outcome, scenario: undefined, trips, growth })).toMatchObject({
      heading: 'too few looks for a verdict',
      text: '1 of them after the warm-up; it takes 6',
    });
  });

  it.each([
    [{ documents: 1 }, 'frames or documents'],
    [{ nodes: 1 }, 'never removed'],
    [{ listeners: 1 }, 'AbortSignal'],
    [{ buffers: 4_000 }, 'Bound what keeps it'],
  ])('says what to do about %j', (step, words) => {
    const growing = outcomeOf((trip) =>
      Object.fromEntries(Object.entries(step).map(([kind, value]) => [kind, trip * value])),
    );
    expect(pageVerdict(growing).sentences.at(-1)).toContain(words);
  });

  it('names places without what they have in common with the page', () => {
    const at = (url: string) => placeOf({ url, line: 7 }, 'http://localhost:3000/shop');
    expect(at('http://localhost:3000/js/a.js?v=2')).toBe('/js/a.js:7');
    expect(at('https://cdn.example/b.js')).toBe('https://cdn.example/b.js:7');
    expect(at('file:///home/someone/page.html?mode=1')).toBe('page.html:7');
    expect(at('evaluated')).toBe('evaluated:7');
  });
});

describe('the table of round trips', () => {
  const { trips } = outcomeOf(leaking);
  const rowsAt = (width: number): string[] => {
    const table = new PageTable(width);
    return [table.head(true), ...trips.map((trip) => table.row(trip, 3))];
  };

  it.each([
    [200, 'TRIP HEAP BUFFERS NODES DETACHED LISTENERS DOCUMENTS TOOK'],
    [80, 'TRIP HEAP BUFFERS NODES DETACHED LISTENERS DOCUMENTS TOOK'],
    [70, 'TRIP HEAP BUFFERS NODES DETACHED LISTENERS TOOK'],
    [60, 'TRIP HEAP NODES DETACHED LISTENERS TOOK'],
    [40, 'TRIP HEAP NODES DETACHED'],
    [20, 'TRIP HEAP'],
    [5, 'TRIP HEAP'],
  ])('leaves out, in %i columns, what matters least', (width, names) => {
    const rows = rowsAt(width);
    expect(rows[0]?.trim().split(/ +/).join(' ')).toBe(names);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThan(Math.max(width, 18));
  });

  it('says which of them are judged', () => {
    const rows = rowsAt(80);
    expect(rows.map((row) => row.slice(0, 7).trim()).slice(0, 6)).toEqual([
      'TRIP',
      'start',
      'warm-up',
      'warm-up',
      'warm-up',
      '1',
    ]);
    expect(rows[1]).toContain('–');
  });
});

it('as JSON it has every reading and the verdict of each kind', () => {
  const parsed = JSON.parse(pageJson(outcomeOf(leaking)));
  expect(parsed).toMatchObject({ version: 1, isGrowing: true, scenario: 'cart.mjs' });
  expect(parsed.growth[1]).toMatchObject({ kind: 'nodes', verdict: 'growing', perRoundTrip: 1 });
  expect(parsed.readings[15]).toEqual({ number: 15, isWarmUp: false, tookMs: 12, ...leaking(15) });
});
