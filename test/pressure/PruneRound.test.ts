import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import { PruneRound } from '../../src/pressure/PruneRound.ts';
import { PruneTally } from '../../src/pressure/PruneTally.ts';
import { FakeLogger, FakeTime } from '../monitoring/simulation.ts';
import { settled } from './PressedProcess.ts';

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly logger: FakeLogger = new FakeLogger();
  readonly busy: WeakSet<object> = new WeakSet();

  round(): PruneRound {
    const faults = new FaultLog(this.logger, this.time.now);
    return new PruneRound({ tally: new PruneTally(1e9), busy: this.busy, timers: this.time, faults });
  }
}

function request(name: string, prune: () => unknown, entries: () => number | undefined = () => undefined) {
  return { member: { name }, name, prune, entries };
}

describe('a round of pruning', () => {
  it('has pruned those that answer at once when it has asked them', async () => {
    const round = new Stage().round();
    let entries = 40;
    const prune = () => {
      entries -= 10;
      return { entries: 999, bytes: 50 };
    };
    round.ask(request('pages', prune, () => entries));
    expect(entries).toBe(30);
    expect(await round.end({ limitMs: 1000 })).toMatchObject({
      entries: 10,
      claimedBytes: 50,
      pruned: ['pages'],
    });
  });

  it('asks nobody again who has all of them pruned while it is asked itself', async () => {
    const stage = new Stage();
    const inner: Promise<unknown>[] = [];
    const pages = request('pages', () => {
      const again = stage.round();
      again.ask(pages);
      inner.push(again.end({ limitMs: 1000 }));
      return 3;
    });
    const round = stage.round();
    round.ask(pages);
    expect(await round.end({ limitMs: 1000 })).toMatchObject({ entries: 3, pruned: ['pages'] });
    expect(await Promise.all(inner)).toMatchObject([{ entries: 0, unfinished: ['pages'] }]);
    expect(stage.busy.has(pages.member)).toBe(false);
  });

  it('keeps the process alive while the application awaits it, and not otherwise', async () => {
    for (const awaited of [true, false]) {
      const stage = new Stage();
      const round = stage.round();
      round.ask(request('pages', () => new Promise(() => {})));
      const ended = round.end({ limitMs: 1000, awaited });
      expect(stage.time.unreferenced).toHaveLength(awaited ? 0 : 1);
      stage.time.pass(1000);
      expect(await ended).toMatchObject({ unfinished: ['pages'] });
    }
  });

  it('waits for a promise, and counts what came of it', async () => {
    const stage = new Stage();
    const round = stage.round();
    let end: (outcome: unknown) => void = () => {};
    round.ask(
      request(
        'remote',
        () => new Promise((resolve) => (end = resolve)),
        () => 30,
      ),
    );
    const summary = round.end({ limitMs: 1000 });
    stage.time.pass(900);
    end({ entries: 7, bytes: 70 });
    expect(await summary).toEqual({
      entries: 7,
      claimedBytes: 70,
      pruned: ['remote'],
      unfinished: [],
      failed: [],
    });
    expect(stage.time.pending).toBe(0);
  });

  it('tells of one that never ends as unfinished, and not as pruned; what it does later counts no more', async () => {
    const stage = new Stage();
    const round = stage.round();
    let fail: (error: Error) => void = () => {};
    const hangs = request('hangs', () => new Promise((_resolve, reject) => (fail = reject)));
    round.ask(hangs);
    round.ask(request('quick', async () => 3));
    const ended = round.end({ limitMs: 1000 });
    await settled();
    stage.time.pass(1000);
    const expected = { entries: 3, pruned: ['quick'], unfinished: ['hangs'], failed: [] };
    expect(await ended).toMatchObject(expected);
    const next = stage.round();
    next.ask(hangs);
    expect((await next.end({ limitMs: 1000 })).unfinished).toEqual(['hangs']);
    fail(new Error('too late'));
    await settled();
    expect(await ended).toMatchObject(expected);
    expect(stage.logger.lines).toEqual([
      expect.stringMatching(/something that was pruned failed.*too late$/),
    ]);
    const last = stage.round();
    last.ask({ ...hangs, prune: () => 5 });
    expect(await last.end({ limitMs: 1000 })).toMatchObject({ entries: 5, pruned: ['hangs'] });
  });

  it('tells of one that rejects, or resolves with what is no outcome, as failed', async () => {
    const round = new Stage().round();
    round.ask(request('rejects', () => Promise.reject(new Error('no'))));
    round.ask(request('null', async () => null));
    round.ask(
      request('thrower', () => {
        throw new Error('never');
      }),
    );
    const { pruned, failed } = await round.end({ limitMs: 1000 });
    expect(pruned).toEqual([]);
    expect(failed).toEqual(['thrower: never', 'rejects: no', expect.stringMatching(/^null: Cannot/)]);
  });

  it('ends when it is called off', async () => {
    const stage = new Stage();
    const stop = new AbortController();
    const round = stage.round();
    round.ask(request('hangs', () => new Promise(() => {})));
    const ended = round.end({ limitMs: 1000, signal: stop.signal });
    stop.abort();
    expect((await ended).unfinished).toEqual(['hangs']);
    expect(stage.time.pending).toBe(0);
    const later = stage.round();
    later.ask(request('hangs', () => new Promise(() => {})));
    expect((await later.end({ limitMs: 1000, signal: stop.signal })).unfinished).toEqual(['hangs']);
  });
});
