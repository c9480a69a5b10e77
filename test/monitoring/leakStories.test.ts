import { describe, expect, it } from 'vitest';
import type { DeclaredHolders } from '../../src/monitoring/holders/Holder.ts';
import { siteOf, ToldProcess } from './leakStory.ts';
import { kib, mib } from './simulation.ts';

const minute = 60;
const leak = (second: number): number => 60 * mib + 50 * kib * second;
/** Grows from that second on, after an hour or so in which nothing happens. */
const lateLeak =
  (onset: number, rateKib = 50) =>
  (second: number): number =>
    60 * mib + rateKib * kib * Math.max(0, second - onset);
/** Load that swings by 20 MB in five minutes. */
const swing = (second: number): number => 10 * mib * (1 - Math.cos((2 * Math.PI * second) / 300));
const noHolders: DeclaredHolders = { count: 0, heldBytes: () => 0, filling: [], exceeded: [] };

describe('readings that are old', () => {
  it('are no ground for a word, however steep they were', () => {
    // It waits for a name until 280 s; by then the last reading is a minute old, or it is not.
    const told = (lastReading: number): readonly string[] =>
      new ToldProcess({
        between: 10,
        liveBytes: (second) => (second <= lastReading ? leak(second) : undefined),
        survivorBytes: () => 0,
      }).until(900).levels;
    expect(told(240)).toEqual(['suspected']);
    expect(told(210)).toEqual([]);
  });

  it('are made up for by the next one', () => {
    const paused = new ToldProcess({
      liveBytes: (second) => (second <= 180 || second >= 600 ? leak(second) : undefined),
    });
    expect(paused.until(599).levels).toEqual([]);
    expect(paused.until(700).levels).toEqual(['suspected']);
  });
});

describe('allocations that survive', () => {
  const survivors = (second: number): number => 50 * kib * Math.max(0, second - 130);

  it('tell a leak under a load that swings', () => {
    const swinging = new ToldProcess({
      liveBytes: (second) => leak(second) + swing(second),
      survivorBytes: survivors,
      sites: () => [siteOf('remember', 50)],
    }).until(10 * minute);
    expect(swinging.levels).toEqual(['suspected']);
    expect(swinging.told[0]!.evidence[0]).toMatch(
      /^What is allocated and outlives 40 s has grown .* while the live heap swings\.$/,
    );
    expect(swinging.told[0]!.sites[0]!.function).toBe('remember');
    expect(swinging.told[0]).not.toHaveProperty('outOfMemory');
  });

  it('are no leak where the readings stay where they are: what is old has been replaced', () => {
    const replaced = new ToldProcess({
      liveBytes: () => 60 * mib,
      survivorBytes: survivors,
      sites: () => [siteOf('remember', 50)],
    });
    expect(replaced.until(60 * minute).told).toEqual([]);
  });
});

describe('a suspicion whose culprit has no name yet', () => {
  it('waits for it, and in a young process not for long', () => {
    const named = new ToldProcess({
      between: 10,
      liveBytes: leak,
      survivorBytes: () => 0,
      sites: (second) => (second >= 280 ? [siteOf('remember', 50)] : undefined),
    });
    expect(named.until(300).steps).toEqual(['suspected at 280 s']);
    expect(named.told[0]!.sites.map((site) => site.function)).toEqual(['remember']);
    const nameless = new ToldProcess({ between: 10, liveBytes: leak, survivorBytes: () => 0 });
    expect(nameless.until(300).steps).toEqual(['suspected at 280 s']);
    expect(nameless.told[0]!.sites).toEqual([]);
  });

  it('waits for nothing where nobody looks', () => {
    expect(new ToldProcess({ between: 10, liveBytes: leak }).until(300).steps).toEqual([
      'suspected at 270 s',
    ]);
  });

  it('is told after five minutes, though what is allocated is seen to die', () => {
    const turned = new ToldProcess({
      liveBytes: leak,
      survivorBytes: () => 0,
      sites: () => [siteOf('session', 60, 0.6)],
    });
    expect(turned.until(9 * minute).levels).toEqual([]);
    expect(turned.until(10 * minute).levels).toEqual(['suspected']);
  });
});

describe('growth that repeats a past one', () => {
  /** Fills 30 MB in ten minutes, and is flushed after the hour. */
  const refilling = (second: number): number => 60 * mib + 50 * kib * Math.min(second % 3600, 600);

  it('is not told again, but by other functions it is', () => {
    const told = (later: string): string[] =>
      new ToldProcess({
        liveBytes: refilling,
        survivorBytes: () => 0,
        sites: (second) => [siteOf(second < 3600 ? 'fill' : later, second % 3600 < 700 ? 50 : 0)],
      }).until(75 * minute).levels;
    expect(told('fill')).toEqual(['suspected', 'withdrawn']);
    expect(told('leakInstead')).toEqual(['suspected', 'withdrawn', 'suspected', 'withdrawn']);
  });

  it('is told again beyond the level that it had reached', () => {
    const beyond = (second: number): number => refilling(second) + (second < 3600 ? 0 : 40 * mib);
    expect(new ToldProcess({ liveBytes: beyond }).until(70 * minute).levels).toEqual([
      'suspected',
      'withdrawn',
      'suspected',
    ]);
  });
});

describe('a confirmation', () => {
  const sites = (): ReturnType<typeof siteOf>[] => [siteOf('remember', 50)];
  const onset = 2 * 3600;

  it('rests on a holder beyond its bound, at once', () => {
    const excess = { name: 'sessions', memory: 'heap', entries: 1200, bound: '1,000 entries' } as const;
    let exceeded: DeclaredHolders['exceeded'] = [];
    const holders: DeclaredHolders = {
      ...noHolders,
      get exceeded() {
        return exceeded;
      },
    };
    const bounded = new ToldProcess({ liveBytes: leak, holders });
    expect(bounded.until(350).levels).toEqual(['suspected']);
    exceeded = [excess];
    expect(bounded.until(360).levels).toEqual(['suspected', 'confirmed']);
    expect(bounded.told[1]).toMatchObject({
      basis: 'holder',
      confidence: 0.99,
      holder: { path: 'sessions', class: 'declared holder', entries: 1200 },
    });
    expect(bounded.told[1]!.evidence[1]).toBe(
      'The declared holder sessions holds 1,200 entries, and may hold 1,000 entries.',
    );
    expect(bounded.told[1]!.advice).toContain('sessions does not let go of entries');
  });

  it('does not rest on a store of buffers beyond its bound, where it is the heap that grows', () => {
    const buffers = { name: 'bodies', memory: 'external', entries: 12, bound: '8 MB' } as const;
    const holders: DeclaredHolders = { ...noHolders, exceeded: [buffers] };
    expect(new ToldProcess({ liveBytes: leak, holders }).until(600).levels).toEqual(['suspected']);
  });

  it('rests on sites within minutes where all holders are declared, and names them', () => {
    const settings = { holdersDeclared: true };
    const { told } = new ToldProcess({
      liveBytes: lateLeak(onset),
      survivorBytes: () => 0,
      sites,
      settings,
    }).until(onset + 15 * minute);
    expect(told.map(({ level, basis }) => [level, basis])).toEqual([
      ['suspected', undefined],
      ['confirmed', 'sites'],
    ]);
    expect(told[1]!.at - onset).toBeLessThan(10 * minute);
    expect(told[1]!.evidence[1]).toMatch(
      /^All bounded holders are declared, and this has grown beyond them for \d+ min\.$/,
    );
    expect(told[1]!.sites[0]!.function).toBe('remember');
  });

  it('waits while a declared holder fills', () => {
    let filling: readonly string[] = ['pages'];
    const holders: DeclaredHolders = {
      ...noHolders,
      get filling() {
        return filling;
      },
    };
    const process = new ToldProcess({
      liveBytes: lateLeak(onset),
      survivorBytes: () => 0,
      sites,
      holders,
      settings: { holdersDeclared: true },
    });
    expect(process.until(onset + 12 * minute).levels).toEqual(['suspected']);
    expect(process.told[0]!.evidence).toContainEqual(
      expect.stringContaining('Declared holders that are filling (pages) are not counted in it.'),
    );
    filling = [];
    expect(process.until(onset + 13 * minute).levels).toEqual(['suspected', 'confirmed']);
  });

  it('waits for none that fills and has said who allocates for it, since a leak shows beside that', () => {
    const levels = (fillsUnseen: boolean): string[] =>
      new ToldProcess({
        liveBytes: lateLeak(onset),
        survivorBytes: () => 0,
        sites,
        holders: { ...noHolders, filling: ['pages'], fillsUnseen },
        settings: { holdersDeclared: true },
      }).until(onset + 12 * minute).levels;
    expect(levels(true)).toEqual(['suspected']);
    expect(levels(false)).toEqual(['suspected', 'confirmed']);
  });

  it('rests on sites by name alone where these cannot be looked at, and claims none', () => {
    const { told } = new ToldProcess({
      liveBytes: lateLeak(onset),
      settings: { holdersDeclared: true },
    }).until(onset + 15 * minute);
    expect(told[1]).toMatchObject({ level: 'confirmed', basis: 'sites', sites: [] });
    expect(told[1]!.at - onset).toBeGreaterThanOrEqual(8 * minute);
    expect(told[1]!.evidence[1]).toMatch(/ beyond them for \d+ min; who allocates it is not known\.$/);
    expect(told[1]!.advice).toContain('Compare two heap snapshots');
  });

  it('rests on time where nothing is declared', () => {
    const { told } = new ToldProcess({
      liveBytes: lateLeak(onset),
      survivorBytes: () => 0,
      sites,
    }).until(onset + 25 * minute);
    expect(told.map(({ level, basis }) => [level, basis])).toEqual([
      ['suspected', undefined],
      ['confirmed', 'persistent'],
    ]);
    expect(told[1]!.at - onset).toBeGreaterThanOrEqual(15 * minute);
  });

  it('rests on what has been eaten of the room, sooner than on time', () => {
    const { told } = new ToldProcess({ liveBytes: lateLeak(onset, 500), limitMib: 512 }).until(
      onset + 10 * minute,
    );
    expect(told[1]).toMatchObject({ level: 'confirmed', basis: 'consuming' });
    expect(told[1]!.at - onset).toBeLessThan(10 * minute);
  });

  it('is withdrawn when the leak has stopped for ten minutes, and loses its basis', () => {
    const stopped = (second: number): number => lateLeak(onset)(Math.min(second, onset + 30 * minute));
    const process = new ToldProcess({ liveBytes: stopped }).until(onset + 38 * minute);
    expect(process.levels).toEqual(['suspected', 'confirmed']);
    process.until(onset + 50 * minute);
    expect(process.levels).toEqual(['suspected', 'confirmed', 'withdrawn']);
    expect(process.told[2]).not.toHaveProperty('basis');
    expect(process.told[2]!.evidence[1]).toContain('What leaked is still there');
    expect(process.detector.verdict().level).toBe('none');
  });
});

describe('the verdict at another sensitivity', () => {
  const process = new ToldProcess({ liveBytes: lateLeak(7200, 500), limitMib: 512 }).until(
    7200 + 10 * minute,
  );

  it('is as bad as what is told, or worse, where it is higher', () => {
    expect(process.levels).toEqual(['suspected', 'confirmed']);
    expect(process.detector.verdict('high').level).toBe('confirmed');
  });

  it('is what is told where the growth is enough for it, and else none', () => {
    expect(process.detector.verdict('low').level).toBe('confirmed');
    const slow = new ToldProcess({ liveBytes: lateLeak(7200, 12) }).until(7200 + 12 * minute);
    expect(slow.detector.verdict().level).toBe('suspected');
    expect(slow.detector.verdict('low').level).toBe('none');
    expect(slow.detector.verdict('high').level).toBe('suspected');
  });
});

describe('a level that swings all the time', () => {
  /** When the level begins to fall. */
  const onset = 2 * 3600 + 225;
  /** Sessions come and go: 30 MB up and down within a quarter of an hour. */
  const swinging = (second: number): number => 100 * mib + 30 * mib * Math.sin((2 * Math.PI * second) / 900);
  const leaking = (second: number): number => swinging(second) + 40 * kib * Math.max(0, second - onset);
  const keeps = (name: string, rateKib: number, second: number): ReturnType<typeof siteOf> => ({
    ...siteOf(name, rateKib),
    oldBytes: rateKib * kib * Math.max(0, second - onset - 40),
  });
  const sessions = siteOf('session', 0, 0.1);
  const sitesFrom = (name: string) => (second: number) =>
    second > onset + 60 ? [keeps(name, 40, second), sessions] : [sessions];

  it('is worth knowing who allocates, though nothing is hinted at', () => {
    const told = new ToldProcess({ liveBytes: swinging, survivorBytes: () => 0, sites: () => [sessions] });
    const wanted: boolean[] = [];
    for (let second = 3600; second <= onset; second += 60)
      wanted.push(told.until(second).detector.wantsSites);
    expect(new Set(wanted)).toEqual(new Set([true]));
    const still = new ToldProcess({ liveBytes: () => 100 * mib, survivorBytes: () => 0 }).until(onset);
    expect(still.detector.wantsSites).toBe(false);
  });

  it('hides no leak from what its function keeps', () => {
    const told = new ToldProcess({
      liveBytes: leaking,
      survivorBytes: () => 0,
      sites: sitesFrom('remember'),
    });
    const [first] = told.until(onset + 300).told.filter(({ at }) => at > onset);
    expect(first).toMatchObject({ level: 'suspected', memory: 'heap' });
    expect(first!.sites[0]!.function).toBe('remember');
    // The level itself falls by 20 MB meanwhile.
    expect(first!.evidence[0]).toContain('outlives 40 s');
  });

  it('is not suspected where nothing keeps what it allocates', () => {
    const told = new ToldProcess({ liveBytes: swinging, survivorBytes: () => 0, sites: () => [sessions] });
    expect(told.until(onset + 3600).told.filter(({ at }) => at > 3600)).toEqual([]);
  });

  it('is not suspected because of a full store that is declared with the functions that allocate for it', () => {
    const declared = new ToldProcess({
      liveBytes: swinging,
      survivorBytes: () => 0,
      sites: sitesFrom('fill'),
      holders: { ...noHolders, isDeclared: ({ function: name }) => name === 'fill' },
    });
    expect(declared.until(onset + 900).told.filter(({ at }) => at > onset)).toEqual([]);
  });

  it('takes back what was told of a function that has let go', () => {
    const ended = (second: number): ReturnType<typeof siteOf>[] =>
      second < onset + 900 ? sitesFrom('remember')(second) : [{ ...siteOf('remember', 0, 0), oldBytes: 0 }];
    const told = new ToldProcess({ liveBytes: leaking, survivorBytes: () => 0, sites: ended });
    const levels = told
      .until(onset + 2400)
      .told.filter(({ at }) => at > onset)
      .map(({ level }) => level);
    expect(levels.slice(0, 1)).toEqual(['suspected']);
    expect(levels).toContain('withdrawn');
  });
});

describe('compiled code that V8 throws away', () => {
  /** Grows by 45 KB/s, but for two megabytes at once after four minutes. */
  const flushed = (second: number): number => 60 * mib + 45 * kib * second - (second >= 240 ? 1.5 * mib : 0);

  it('does not hide a leak', () => {
    expect(new ToldProcess({ between: 20, liveBytes: flushed }).until(300).levels).toEqual(['suspected']);
  });

  it('is not taken for the fall of a sawtooth', () => {
    const sawtooth = (second: number): number => 60 * mib + 100 * kib * (second % 120);
    expect(new ToldProcess({ between: 20, liveBytes: sawtooth }).until(3600).levels).toEqual([]);
  });
});
