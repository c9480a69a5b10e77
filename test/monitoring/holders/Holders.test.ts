import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import type { Holder } from '../../../src/monitoring/holders/Holder.ts';
import { Holders } from '../../../src/monitoring/holders/Holders.ts';
import { epoch, FakeLogger, kib, mib } from '../simulation.ts';

function stage() {
  const logger = new FakeLogger();
  return { logger, holders: new Holders(new FaultLog(logger, () => 0)) };
}

/** A reading every so many seconds; returns what of the live size nobody explains. */
function readings(
  holders: Holders,
  seconds: number,
  liveBytes: (second: number) => number,
  { from = 0, between = 30 } = {},
): number[] {
  const unexplained: number[] = [];
  for (let second = from; second <= seconds; second += between) {
    const live = liveBytes(second);
    unexplained.push(live - holders.heldBytes(epoch + second * 1000, live));
  }
  return unexplained;
}

const store = (entries: () => number, more: Partial<Holder> = {}): Holder => ({
  name: 'sessions',
  entries,
  maxEntries: 10_000,
  ...more,
});

describe('declaring a holder', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /^holder must be an object with name, entries, and maxEntries or maxBytes/],
    ['no name', { entries: () => 1, maxEntries: 1 }, /^holder\.name must be a text of 1 to 200 characters/],
    ['an empty name', store(() => 1, { name: ' ' }), /^holder\.name must be a text/],
    ['a number of entries', { name: 'a', entries: 3, maxEntries: 1 }, /^holder\.entries must be a function/],
    ['no bound', { name: 'a', entries: () => 1 }, /^holder\.maxEntries must be given where holder\.maxBytes/],
    ['an infinite bound', store(() => 1, { maxEntries: Number.POSITIVE_INFINITY }), /finite number above 0/],
    ['a bound of 0', store(() => 1, { maxBytes: 0 }), /^holder\.maxBytes must be a finite number above 0/],
    [
      'bytes that are no function',
      store(() => 1, { bytes: 5 as never }),
      /^holder\.bytes must be a function/,
    ],
    [
      'a prune that is no function',
      store(() => 1, { prune: 5 as never }),
      /^holder\.prune must be a function/,
    ],
    ['memory of another kind', store(() => 1, { memory: 'rss' as never }), /^holder\.memory must be one of/],
  ])('refuses %s', (_what, holder, message) => {
    expect(() => stage().holders.register(holder as Holder)).toThrow(message);
  });

  it('refuses a name that is taken, and takes it again once it is free', () => {
    const { holders } = stage();
    const end = holders.register(store(() => 1));
    expect(() => holders.register(store(() => 2))).toThrow('holder.name must be unique');
    end();
    const again = holders.register(store(() => 2));
    end();
    expect(holders.count).toBe(1);
    again();
    expect(holders.count).toBe(0);
    expect(holders.account('sessions')).toBeUndefined();
  });

  it('ends at a thousand, and says so', () => {
    const { holders, logger } = stage();
    for (let index = 0; index < 1001; index++) holders.register(store(() => 1, { name: `store ${index}` }))();
    for (let index = 0; index < 1001; index++) holders.register(store(() => 1, { name: `store ${index}` }));
    expect(holders.count).toBe(1000);
    expect(logger.lines).toEqual([expect.stringContaining('store 1000 is left out')]);
  });
});

describe('what is held', () => {
  it('is the bytes that holders declare', () => {
    const { holders } = stage();
    holders.register(store(() => 1, { bytes: () => 5 * mib }));
    holders.register(store(() => 1, { name: 'pages', bytes: () => 7 * mib }));
    expect(holders.heldBytes(epoch, 60 * mib)).toBe(12 * mib);
  });

  it('is never more than the live size, and nothing of a live size that is not known', () => {
    const { holders } = stage();
    holders.register(store(() => 1, { bytes: () => 500 * mib }));
    expect(holders.heldBytes(epoch, 60 * mib)).toBe(60 * mib);
    expect(holders.heldBytes(epoch, Number.NaN)).toBe(0);
  });

  it('is never more than the bound allows', () => {
    const { holders } = stage();
    holders.register(store(() => 20_000, { bytes: () => 8 * mib }));
    holders.register({ name: 'pages', entries: () => 1, bytes: () => 8 * mib, maxBytes: 5 * mib });
    expect(holders.heldBytes(epoch, 60 * mib)).toBe(9 * mib);
  });

  it('follows the live size where what is declared is right within a quarter', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries, { bytes: () => entries * 4.2 * kib }));
    const unexplained = readings(holders, 600, (second) => {
      entries = 10 * second;
      return 60 * mib + entries * 5 * kib;
    });
    const grown = unexplained.at(-1)! - unexplained[3]!;
    expect(Math.abs(grown) / kib).toBeLessThan(1);
  });

  it('hides a leak in step with it by a quarter of what is declared at most', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries, { bytes: () => entries * 5 * kib }));
    const unexplained = readings(holders, 600, (second) => {
      entries = 10 * second;
      return 60 * mib + entries * 5 * kib + second * 50 * kib;
    });
    const grown = unexplained.at(-1)! - unexplained[3]!;
    expect(grown / (510 * 50 * kib)).toBeCloseTo(0.75, 2);
  });

  it('is estimated where nothing is declared, so that a store that fills is flat', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries));
    const unexplained = readings(holders, 600, (second) => {
      entries = 10 * second;
      return 60 * mib + entries * 5 * kib;
    });
    expect(unexplained[0]).toBe(60 * mib);
    for (const bytes of unexplained.slice(3)) expect(bytes / mib).toBeCloseTo(60, 3);
  });

  it('stays as it is while the store is full, so that a leak beside it shows in full', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries));
    const live = (second: number) => {
      entries = Math.min(10_000, 50 * second);
      return 60 * mib + entries * 5 * kib + Math.max(0, second - 300) * 50 * kib;
    };
    const unexplained = readings(holders, 900, live);
    const grown = unexplained.at(-1)! - unexplained[11]!;
    expect(grown / (50 * kib * 570)).toBeCloseTo(1, 2);
  });

  it('hides a leak while the store fills in step with it, and no longer', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries));
    const live = (second: number) => {
      entries = Math.min(10_000, 20 * second);
      return 60 * mib + entries * 5 * kib + second * 20 * kib;
    };
    const filling = readings(holders, 480, live);
    expect((filling.at(-1)! - filling[3]!) / mib).toBeCloseTo(0, 1);
    const full = readings(holders, 1110, live, { from: 510 });
    expect((full.at(-1)! - full[1]!) / (20 * kib * 570)).toBeCloseTo(1, 1);
  });

  it('falls with the entries, and comes back with them, whatever was there at first', () => {
    const { holders } = stage();
    let entries = 5000;
    holders.register(store(() => entries));
    const unexplained = readings(holders, 3600, (second) => {
      entries = 5000 + Math.round(4000 * Math.sin(second / 300));
      return 60 * mib + entries * 5 * kib;
    });
    for (const bytes of unexplained.slice(4)) expect(bytes / mib).toBeCloseTo(60, 0);
  });

  it('takes the smallest of several readings within 10 s to learn from', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries));
    let index = 0;
    readings(
      holders,
      300,
      (second) => {
        entries = 10 * second;
        index += 1;
        return 60 * mib + entries * 5 * kib + (index % 2) * 4 * mib;
      },
      { between: 5 },
    );
    expect(holders.account('sessions')!.size / (5 * kib)).toBeCloseTo(1, 1);
  });

  it('is on the heap only what an entry of a store of buffers costs there', () => {
    const { holders } = stage();
    let entries = 0;
    const maxBytes = 100 * mib;
    holders.register({
      name: 'tiles',
      entries: () => entries,
      bytes: () => entries * mib,
      maxBytes,
      memory: 'external',
    });
    const unexplained = readings(holders, 300, (second) => {
      entries = second;
      return 60 * mib + entries * 200;
    });
    expect(unexplained.at(-1)).toBeCloseTo(60 * mib, 3);
    expect(holders.heldExternalBytes).toBe(100 * mib);
    expect(new Holders(new FaultLog(undefined, () => 0)).heldExternalBytes).toBe(0);
  });

  it('goes back to nothing when the declaration is taken back', () => {
    const { holders } = stage();
    const end = holders.register(store(() => 1, { bytes: () => mib }));
    expect(holders.heldBytes(epoch, 60 * mib)).toBe(mib);
    end();
    expect(holders.heldBytes(epoch + 1, 60 * mib)).toBe(0);
  });
});

describe('a holder that cannot say how much it holds', () => {
  it.each<[string, () => number]>([
    [
      'sessions: no',
      () => {
        throw new Error('no');
      },
    ],
    ['entries() returned NaN', () => Number.NaN],
    ['entries() returned -1', () => -1],
    ['entries() returned string', () => '7' as unknown as number],
  ])('is told of once (%s), and explains no growth', (message, entries) => {
    const { holders, logger } = stage();
    holders.register(store(entries));
    const unexplained = readings(holders, 300, (second) => 60 * mib + second * mib);
    expect(unexplained.at(-1)! - unexplained[0]!).toBe(300 * mib);
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toContain(message);
    expect(holders.filling).toEqual([]);
    expect(holders.exceeded).toEqual([]);
  });

  it('is taken to hold what it held, until it can', () => {
    const { holders } = stage();
    let bytes = 5 * mib;
    holders.register(store(() => 1, { bytes: () => bytes }));
    expect(holders.heldBytes(epoch, 60 * mib)).toBe(5 * mib);
    bytes = Number.NaN;
    expect(holders.heldBytes(epoch + 30_000, 60 * mib)).toBe(5 * mib);
    bytes = 6 * mib;
    expect(holders.heldBytes(epoch + 60_000, 60 * mib)).toBe(6 * mib);
  });

  it('says why in words, even where it throws something that is no error', () => {
    const { holders, logger } = stage();
    holders.register(
      store(() => {
        throw 'gone';
      }),
    );
    holders.heldBytes(epoch, mib);
    expect(logger.lines[0]).toContain('sessions: gone');
  });
});

describe('a holder that fills', () => {
  it('is named while it does, and not when it is full', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries));
    readings(holders, 300, (second) => {
      entries = 10 * second;
      return 60 * mib;
    });
    expect(holders.filling).toEqual(['sessions']);
    readings(holders, 600, () => 60 * mib, { from: 330 });
    expect(holders.filling).toEqual([]);
    entries = 9950;
    readings(holders, 660, () => 60 * mib, { from: 630 });
    expect(holders.filling).toEqual([]);
  });

  it('is named where its entries stay and its bytes grow', () => {
    const { holders } = stage();
    let bytes = mib;
    holders.register({ name: 'pages', entries: () => 10, bytes: () => bytes, maxBytes: 64 * mib });
    readings(holders, 300, (second) => {
      bytes = mib + second * 10 * kib;
      return 60 * mib;
    });
    expect(holders.filling).toEqual(['pages']);
  });

  it('is not named where entries only come and go', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries));
    readings(holders, 330, (second) => {
      entries = second % 60 === 0 ? 900 : 500;
      return 60 * mib;
    });
    expect(holders.filling).toEqual([]);
  });
});

describe('a holder beyond its bound', () => {
  it('is told of at the second reading', () => {
    const { holders } = stage();
    holders.register(store(() => 10_200));
    holders.heldBytes(epoch, 60 * mib);
    expect(holders.exceeded).toEqual([]);
    holders.heldBytes(epoch + 30_000, 60 * mib);
    expect(holders.exceeded).toEqual([
      { name: 'sessions', memory: 'heap', entries: 10_200, bound: '10,000 entries' },
    ]);
  });

  it('may be 1 % beyond it', () => {
    const { holders } = stage();
    holders.register(store(() => 10_100));
    readings(holders, 300, () => 60 * mib);
    expect(holders.exceeded).toEqual([]);
  });

  it('is told of for its bytes, too, and is forgiven when it is back', () => {
    const { holders } = stage();
    let bytes = 9 * mib;
    holders.register({ name: 'pages', entries: () => 10, bytes: () => bytes, maxBytes: 8 * mib });
    readings(holders, 60, () => 60 * mib);
    expect(holders.exceeded).toEqual([{ name: 'pages', memory: 'heap', entries: 10, bound: '8 MB' }]);
    bytes = 7 * mib;
    readings(holders, 90, () => 60 * mib, { from: 90 });
    expect(holders.exceeded).toEqual([]);
  });
});

describe('a hundred holders', () => {
  it('cost little at each reading', () => {
    const { holders } = stage();
    let entries = 0;
    for (let index = 0; index < 100; index++) {
      holders.register(store(() => entries * (1 + (index % 7)), { name: `store ${index}`, maxEntries: 1e9 }));
    }
    // Of the processor, which a crowded machine does not stretch as it does time.
    const begin = process.cpuUsage();
    readings(holders, 1200, (second) => {
      entries = 1000 + 10 * second;
      return 60 * mib + entries * kib;
    });
    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1000 / 41).toBeLessThan(50);
  });
});

describe('the functions that allocate for a holder', () => {
  const place = { function: 'remember', file: '/app/src/pages.ts', package: 'lru-cache' };

  it.each(['remember', { test: () => true }, null, 5])(
    'must be a regular expression: %j is refused',
    (sites) => {
      expect(() => stage().holders.register(store(() => 1, { sites: sites as never }))).toThrow(
        /^holder\.sites must be a regular expression/,
      );
    },
  );

  it.each([/^remember /, /src\/pages\.ts/, /lru-cache$/, /REMEMBER/i])(
    'are matched by function, file and package: %s',
    (sites) => {
      const { holders } = stage();
      holders.register(store(() => 1, { sites }));
      expect(holders.isDeclared(place)).toBe(true);
      expect(holders.isDeclared({ function: 'serve', file: '/app/src/http.ts', package: undefined })).toBe(
        false,
      );
    },
  );

  it.each([/remember/g, /remember/y, /remember/gy])(
    'are found again each time by %s, which goes on from where it stopped',
    (sites) => {
      const { holders } = stage();
      holders.register(store(() => 1, { sites }));
      sites.lastIndex = 7;
      const found = [1, 2, 3].map(() => holders.isDeclared(place));
      expect([found, sites.lastIndex]).toEqual([[true, true, true], 7]);
    },
  );

  it('are nobody where no holder says so, or the one that did is gone', () => {
    const { holders } = stage();
    holders.register(store(() => 1));
    expect(holders.isDeclared(place)).toBe(false);
    const end = holders.register(store(() => 1, { name: 'pages', sites: /pages/ }));
    expect(holders.isDeclared(place)).toBe(true);
    end();
    expect(holders.isDeclared(place)).toBe(false);
  });

  it('make a holder that fills one whose filling can be seen', () => {
    const fillsUnseen = (more: Partial<Holder>, grows = true): boolean => {
      const { holders } = stage();
      let entries = 0;
      holders.register(store(() => entries, more));
      readings(holders, 300, (second) => {
        entries = grows ? second : 5;
        return 60 * mib;
      });
      expect(holders.filling).toEqual(grows ? ['sessions'] : []);
      return holders.fillsUnseen;
    };
    expect(fillsUnseen({})).toBe(true);
    expect(fillsUnseen({ sites: /pages/ })).toBe(false);
    expect(fillsUnseen({}, false)).toBe(false);
  });

  it('leave it unseen while another fills that has not said who allocates for it', () => {
    const { holders } = stage();
    let entries = 0;
    holders.register(store(() => entries, { sites: /pages/ }));
    holders.register(store(() => entries, { name: 'other' }));
    readings(holders, 300, (second) => {
      entries = second;
      return 60 * mib;
    });
    expect(holders.fillsUnseen).toBe(true);
  });
});
