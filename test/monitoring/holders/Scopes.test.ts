import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import { Holders } from '../../../src/monitoring/holders/Holders.ts';
import { epoch, FakeLogger, mib } from '../simulation.ts';

class Stage {
  readonly logger: FakeLogger = new FakeLogger();
  readonly holders: Holders = new Holders(new FaultLog(this.logger, () => 0));
  #seconds = 0;

  /** Takes a reading, and returns what of it is unexplained, in MB. */
  unexplained(liveMib: number): number {
    this.#seconds += 30;
    const live = liveMib * mib;
    return (live - this.holders.heldBytes(epoch + this.#seconds * 1000, live)) / mib;
  }
}

describe('a scope', () => {
  it('explains what has grown since its begin, as far as it may', () => {
    const stage = new Stage();
    expect(stage.unexplained(60)).toBe(60);
    stage.holders.scope('import', { maxBytes: 50 * mib });
    expect([60, 90, 110, 130, 70].map((live) => stage.unexplained(live))).toEqual([60, 60, 60, 80, 60]);
  });

  it('explains nothing more at the second reading after its end', () => {
    const stage = new Stage();
    stage.unexplained(60);
    const scope = stage.holders.scope('import', { maxBytes: 50 * mib });
    expect(stage.unexplained(90)).toBe(60);
    scope.end();
    scope.end();
    expect([90, 90, 90].map((live) => stage.unexplained(live))).toEqual([60, 90, 90]);
  });

  it('begins at the first reading where there was none before', () => {
    const stage = new Stage();
    stage.holders.scope('import', { maxBytes: 50 * mib });
    expect([60, 90].map((live) => stage.unexplained(live))).toEqual([60, 60]);
  });

  it('does not explain memory that falls', () => {
    const stage = new Stage();
    stage.unexplained(60);
    stage.holders.scope('import', { maxBytes: 50 * mib });
    expect(stage.unexplained(40)).toBe(40);
  });

  it('shares growth with others that are open: no byte is explained twice', () => {
    const stage = new Stage();
    stage.unexplained(60);
    stage.holders.scope('import', { maxBytes: 10 * mib });
    expect(stage.unexplained(80)).toBe(70);
    stage.holders.scope('export', { maxBytes: 30 * mib });
    expect([90, 110, 130].map((live) => stage.unexplained(live))).toEqual([70, 70, 90]);
  });

  it('comes after what holders explain', () => {
    const stage = new Stage();
    let bytes = 0;
    stage.holders.register({ name: 'pages', entries: () => 1, bytes: () => bytes, maxBytes: 100 * mib });
    stage.unexplained(60);
    stage.holders.scope('import', { maxBytes: 10 * mib });
    bytes = 30 * mib;
    expect(stage.unexplained(100)).toBe(60);
    expect(stage.unexplained(120)).toBe(80);
  });

  it('in a row of many hides no leak', () => {
    const stage = new Stage();
    stage.unexplained(60);
    let last = 0;
    for (let job = 0; job < 40; job++) {
      const scope = stage.holders.scope('job', { maxBytes: 100 * mib });
      last = stage.unexplained(60 + job);
      scope.end();
    }
    expect(last).toBeGreaterThan(60 + 39 - 4);
  });

  it('is one of thousands that come and go between two readings', () => {
    const stage = new Stage();
    stage.unexplained(60);
    for (let job = 0; job < 5000; job++) stage.holders.scope('job', { maxBytes: mib / 1000 }).end();
    expect([65, 66, 66].map((live) => Math.round(stage.unexplained(live)))).toEqual([60, 66, 66]);
    expect(stage.logger.lines).toEqual([]);
  });

  it('beyond a thousand open ones explains nothing, and the logger hears of it', () => {
    const stage = new Stage();
    stage.unexplained(60);
    for (let job = 0; job < 1000; job++) stage.holders.scope('job', { maxBytes: 1 });
    const scope = stage.holders.scope('import', { maxBytes: 50 * mib });
    expect(stage.unexplained(90)).toBeCloseTo(90, 2);
    scope.end();
    expect(stage.logger.lines).toEqual([expect.stringContaining('import is left out')]);
  });

  it.each<[unknown, unknown, RegExp]>([
    ['', { maxBytes: 1 }, /^name must be a text/],
    ['import', undefined, /^maxBytes must be a finite number above 0/],
    ['import', { maxBytes: '1' }, /^maxBytes must be a finite number above 0/],
  ])('refuses %j with %j', (name, options, message) => {
    expect(() => new Stage().holders.scope(name as string, options as { maxBytes: number })).toThrow(message);
  });

  it('refuses a job that is no function', () => {
    const { holders } = new Stage();
    expect(() => holders.scope('import', { maxBytes: 1 }, 5 as never)).toThrow('job must be a function');
  });
});

describe('a job in a scope', () => {
  /** Whether nothing is explained any more, two readings later. */
  const hasEnded = (stage: Stage): boolean => {
    stage.unexplained(90);
    return stage.unexplained(90) === 90;
  };

  function begun(): Stage {
    const stage = new Stage();
    stage.unexplained(60);
    return stage;
  }

  it('hands out what it returns, and ends with it', () => {
    const stage = begun();
    expect(stage.holders.scope('import', { maxBytes: 50 * mib }, () => stage.unexplained(90))).toBe(60);
    expect(hasEnded(stage)).toBe(true);
  });

  it('ends when it throws', () => {
    const stage = begun();
    const job = () => {
      throw new Error('no');
    };
    expect(() => stage.holders.scope('import', { maxBytes: 50 * mib }, job)).toThrow('no');
    expect(hasEnded(stage)).toBe(true);
  });

  it.each([
    ['resolves', (): Promise<number> => Promise.resolve(7)],
    ['rejects', (): Promise<number> => Promise.reject(new Error('no'))],
  ])('ends when its promise %s', async (_how, settle) => {
    const stage = begun();
    let go: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const result = stage.holders.scope('import', { maxBytes: 50 * mib }, async () => {
      await gate;
      return settle();
    });
    expect([90, 90, 90].map((live) => stage.unexplained(live))).toEqual([60, 60, 60]);
    go();
    await Promise.allSettled([result]);
    expect(hasEnded(stage)).toBe(true);
  });

  it('ends where `using` ends', () => {
    const stage = begun();
    stage.holders.scope('import', { maxBytes: 50 * mib })[Symbol.dispose]();
    expect(hasEnded(stage)).toBe(true);
  });
});
