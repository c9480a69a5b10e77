import { describe, expect, it } from 'vitest';
import { FakeHeap } from './FakeHeap.ts';

/** Lets other callbacks have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the account of operations', () => {
  it('tells what was allocated from what stayed', async () => {
    const heap = new FakeHeap();
    const run = await heap.ledger().measure('work', () => {
      heap.allocate(5000, 1200);
      heap.time += 7;
      return 'done';
    });
    expect(run).toMatchObject({ failed: false, result: 'done', durationMs: 7 });
    expect(run.tally).toMatchObject({ allocatedBytes: 5000, objectBytes: 1200, mixed: false });
    expect(run.tally.refusal).toBeUndefined();
  });

  it('does not count what others retain between two turns of an operation', async () => {
    const heap = new FakeHeap();
    let finished = false;
    const others = (async () => {
      while (!finished) {
        await turn();
        heap.allocate(3000, 3000);
      }
    })();
    const { tally } = await heap.ledger().measure('work', async () => {
      for (let step = 0; step < 4; step++) {
        heap.allocate(2000, 500);
        await turn();
      }
    });
    finished = true;
    await others;
    expect(tally).toMatchObject({ allocatedBytes: 8000, objectBytes: 2000, mixed: false });
    expect(heap.live).toBeGreaterThan(1_000_000 + 2000 + 6000);
  });

  it('keeps ten operations apart that take turns', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    const runs = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ledger.measure(`operation ${index}`, async () => {
          for (let step = 0; step < 3; step++) {
            await turn();
            heap.allocate(1000 * (index + 1), 100 * index);
          }
        }),
      ),
    );
    expect(runs.map(({ tally }) => tally.objectBytes)).toEqual(runs.map((_, index) => 300 * index));
    expect(runs.map(({ tally }) => tally.allocatedBytes)).toEqual(runs.map((_, index) => 3000 * (index + 1)));
    expect(Math.max(...runs.map(({ tally }) => tally.concurrent))).toBe(9);
  });

  it('holds the compiler while operations wait or take turns, until all have ended', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    await ledger.measure('alone', turn);
    expect(heap.compilerOrders.slice(-3)).toEqual(['defer', 'hold', 'release']);
    heap.compilerOrders.length = 0;
    await Promise.all([
      ledger.measure('one', turn),
      ledger.measure('other', async () => {
        await turn();
        await turn();
        heap.tick?.();
        expect([...new Set(heap.compilerOrders)]).toEqual(['defer', 'hold', 'review']);
      }),
    ]);
    // Each asks to hold it; it is let go once, at the end.
    expect([...new Set(heap.compilerOrders)]).toEqual(['defer', 'hold', 'review', 'release']);
    expect(heap.compilerOrders.indexOf('release')).toBe(heap.compilerOrders.length - 1);
  });

  it('holds the baseline compiler alone while a synchronous operation runs', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    await ledger.measure('warm', () => {});
    heap.compilerOrders.length = 0;
    await ledger.measure('alone', () => expect(heap.compilerOrders).toEqual(['defer']));
    expect(heap.compilerOrders).toEqual(['defer', 'release']);
  });

  it('lets the compilers rest once a second has begun in which no operation runs, and not between two', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    await ledger.measure('one', () => heap.tick?.());
    await ledger.measure('other', () => {});
    expect(heap.compilerOrders).not.toContain('rest');
    heap.tick?.();
    expect(heap.compilerOrders.at(-1)).toBe('rest');
    await ledger.measure('later', () => heap.tick?.());
    expect(heap.compilerOrders.slice(-3)).toEqual(['defer', 'review', 'release']);
  });

  it('warms up its own code without collections where these take long', async () => {
    const heap = new FakeHeap();
    heap.pauseMs = 60;
    const ledger = heap.ledger();
    const { tally } = await ledger.measure('first', () => heap.allocate(20_000, 5000));
    // One at each end of the trial and of the operation; the rehearsals of both kinds had as many.
    expect(heap.settlings).toBe(4);
    expect(heap.glances).toBeGreaterThanOrEqual(2 * 2 * 16);
    expect(tally).toMatchObject({ objectBytes: 5000 - 296, pauseMs: 60 });
  });

  it('lets the compiler go on where operations cannot be told apart', async () => {
    const heap = new FakeHeap();
    heap.pauseMs = 100;
    const ledger = heap.ledger(50);
    const work = async () => {
      heap.allocate(1000);
      await turn();
      heap.allocate(1000);
      await turn();
      heap.allocate(1000);
      await turn();
      if (heap.compilerOrders.includes('hold')) expect(heap.compilerOrders).toContain('release');
    };
    const runs = await Promise.all([ledger.measure('one', work), ledger.measure('other', work)]);
    expect(runs[0]?.tally.refusal).toContain('operations ran by turns');
    expect(heap.compilerOrders.at(-1)).toBe('release');
  });

  it('counts what a timer leaves until the next one runs to the operation whose timer it was', async () => {
    const left = 448;
    const told = async (work: (heap: FakeHeap) => void) => {
      const heap = new FakeHeap();
      const ledger = heap.ledger();
      const waiting = (fired: () => void) => () =>
        new Promise<void>((resolve) => {
          setTimeout(() => {
            fired();
            resolve();
          }, 5);
          // So that both are due when the event loop comes round, and run one after the other.
          const dueAt = performance.now() + 10;
          while (performance.now() < dueAt);
        });
      const measured = Promise.all([
        ledger.measure(
          'one',
          waiting(() => heap.allocate(1000, left)),
        ),
        ledger.measure(
          'other',
          waiting(() => {
            heap.live -= left;
            work(heap);
          }),
        ),
      ]);
      return (await measured).map(({ tally }) => tally.objectBytes);
    };
    expect(await told(() => undefined)).toEqual([0, 0]);
    // As much as Node.js itself allocates on the way from one timer to the next.
    expect(await told((heap) => heap.allocate(720, 0))).toEqual([0, 0]);
    // What the other one has done by then cannot be told from it.
    expect(await told((heap) => heap.allocate(1000, 1000))).toEqual([left, 1000 - left]);
  });

  it('counts an operation to the one that it runs within, too', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    let inner = Number.NaN;
    const { tally } = await ledger.measure('outer', async () => {
      heap.allocate(1000, 1000);
      const run = await ledger.measure('inner', async () => {
        await turn();
        heap.allocate(4000, 4000);
      });
      inner = run.tally.objectBytes;
      heap.allocate(1000, 1000);
    });
    expect(inner).toBe(4000);
    expect(tally).toMatchObject({ objectBytes: 6000, concurrent: 0 });
  });

  /** Ten operations at once, each with three waits; the time of all collections comes with what they came to. */
  async function ten(settlingMs: number) {
    const heap = new FakeHeap();
    const ledger = heap.ledger(1000);
    await ledger.measure('calibration', () => {});
    heap.pauseMs = settlingMs;
    const before = heap.settlings;
    const runs = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ledger.measure(`operation ${index}`, async () => {
          heap.allocate(1000, 100 * index);
          for (let wait = 0; wait < 3; wait++) {
            await turn();
            heap.allocate(1000, 100 * index);
          }
        }),
      ),
    );
    return { runs, pauseMs: (heap.settlings - before) * settlingMs };
  }

  it('tells ten operations with three waits each apart where that takes less than a second', async () => {
    const { runs, pauseMs } = await ten(15);
    expect(runs.map(({ tally }) => tally.objectBytes)).toEqual(runs.map((_, index) => 400 * index));
    expect(runs.map(({ tally }) => tally.refusal)).toEqual(runs.map(() => undefined));
    expect(pauseMs).toBeLessThanOrEqual(1000);
  });

  it('does not collect in vain where it would take longer, and says how long', async () => {
    const { runs, pauseMs } = await ten(250);
    for (const { tally } of runs) {
      expect(tally.refusal).toBe(
        '10 operations ran by turns. With 977 kB alive, telling them apart holds the thread up for 250 ms at each turn, and isolationPauseMs allows 1,000 ms in all: measure them one after the other, which { inTurn: true } does, or allow more.',
      );
      expect(tally.allocatedBytes).toBe(4000);
    }
    expect(pauseMs).toBeLessThanOrEqual(1000);
  });

  it('refuses to tell operations apart when that takes too long, and still tells what they allocated', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger(0);
    const work = async () => {
      heap.allocate(1000, 1000);
      await turn();
      heap.allocate(1000, 1000);
    };
    const runs = await Promise.all([ledger.measure('one', work), ledger.measure('two', work)]);
    for (const { tally } of runs) {
      expect(tally.refusal).toContain('2 operations ran by turns');
      expect(tally.allocatedBytes).toBe(2000);
    }
  });

  it('says that work of others is in the figure when it takes too long to keep it out', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger(0);
    await ledger.measure('calibration', () => {});
    const others = (async () => {
      await turn();
      heap.allocate(3000, 3000);
    })();
    const { tally } = await ledger.measure('work', async () => {
      heap.allocate(1000, 1000);
      await turn();
      await turn();
      heap.allocate(1000, 1000);
    });
    await others;
    expect(tally).toMatchObject({ objectBytes: 5000, mixed: true });
  });

  it('gives the reason where nothing may be collected', async () => {
    const heap = new FakeHeap();
    heap.refusal = 'Not here.';
    const { tally } = await heap.ledger().measure('work', () => heap.allocate(1000, 1000));
    expect(tally).toMatchObject({ refusal: 'Not here.', allocatedBytes: 1000 });
  });

  it('hands over the error of an operation, thrown or rejected', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    const error = new Error('no');
    const thrown = await ledger.measure('throws', () => {
      throw error;
    });
    const rejected = await ledger.measure('rejects', () => Promise.reject(error));
    expect(thrown).toMatchObject({ failed: true, error });
    expect(rejected).toMatchObject({ failed: true, error });
  });

  it('adds up what a long operation allocated when it is asked each second', async () => {
    const heap = new FakeHeap();
    const { tally } = await heap.ledger().measure('work', async () => {
      for (let second = 0; second < 3; second++) {
        heap.allocate(1000, 10);
        heap.tick?.();
        await turn();
      }
    });
    expect(tally).toMatchObject({ allocatedBytes: 3000, objectBytes: 30 });
    // It ends at its next turn, as none runs any more.
    heap.tick?.();
    expect(heap.tick).toBeUndefined();
  });

  it('does not hold on to a chain of operations that start each other', async () => {
    const heap = new FakeHeap();
    const ledger = heap.ledger();
    const chain: Promise<unknown>[] = [];
    let depth = 0;
    let longest = 0;
    const next = (count: number): void => {
      chain.push(
        ledger
          .measure('link', async () => {
            await turn();
            if (count > 0) next(count - 1);
          })
          .then(({ tally }) => {
            depth = 0;
            for (let outer = tally.parent; outer; outer = outer.parent) depth++;
            longest = Math.max(longest, depth);
          }),
      );
    };
    next(20);
    for (let index = 0; index < chain.length; index++) await chain[index];
    expect(chain.length).toBe(21);
    expect(longest).toBeLessThanOrEqual(2);
  });
});
