import { describe, expect, it } from 'vitest';
import type {
  MemoryCollection,
  MemoryStrategy,
  PressureSituation,
  StrategyOutcome,
} from '../../src/pressure/MemoryStrategy.ts';
import type { StrategyFunction } from '../../src/pressure/StrategyBook.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess, settled } from './PressedProcess.ts';

/** A process at critical, whose only strategy is this one. */
function pressed(apply: StrategyFunction, more: Partial<MemoryStrategy> = {}): PressedProcess {
  const process = new PressedProcess({}, {}, (source) => {
    source.liveBytes = 950 * mib;
  });
  for (const [level, name] of [
    ['warning', 'low-memory'],
    ['critical', 'critical-memory'],
  ] as const) {
    process.manager.registerStrategy(level, { name, apply: () => undefined, cooldownMs: 1e9 })();
  }
  process.manager.registerStrategy('critical', { name: 'ours', apply, ...more });
  process.manager.enableAutomaticManagement();
  return process;
}

async function outcomeOf(apply: StrategyFunction, more: Partial<MemoryStrategy> = {}): Promise<unknown> {
  const process = pressed(apply, more);
  await process.pass(1500);
  return process.manager.applied[0];
}

describe('a strategy', () => {
  it('that throws, or rejects, is recorded as failed, and tried again', async () => {
    const failure = { result: 'failed', detail: 'It failed: no.', freedBytes: undefined, measured: false };
    expect(
      await outcomeOf(() => {
        throw new Error('no');
      }),
    ).toMatchObject(failure);
    const process = pressed(async () => {
      throw new Error('no');
    });
    await process.pass(65_000);
    expect(process.manager.applied).toMatchObject([failure, failure]);
    expect(process.told).toMatchObject([{ result: 'failed' }, { result: 'failed' }]);
  });

  it('may throw anything at all', async () => {
    for (const thrown of [undefined, null, Object.create(null), Symbol('no'), { message: 7 }]) {
      expect(
        await outcomeOf(() => {
          throw thrown;
        }),
      ).toMatchObject({ result: 'failed' });
    }
  });

  it('that never ends is waited for no longer than its time, and what it does then has no effect', async () => {
    let situation: PressureSituation | undefined;
    const process = pressed(
      (given) => {
        situation = given;
        return new Promise<undefined>(() => {});
      },
      { timeoutMs: 3000 },
    );
    const cache = new PressedCache(process.source, 10);
    process.manager.manage(cache);
    await process.pass(2000);
    expect(process.manager.applied).toEqual([]);
    await process.pass(3000);
    expect(process.manager.applied).toMatchObject([
      {
        result: 'timed-out',
        durationMs: 3000,
        detail: 'It was not done in time, and is waited for no longer.',
      },
    ]);
    expect(situation?.signal.aborted).toBe(true);
    expect((await situation?.prune('aggressive'))?.failed).toEqual([
      'The application of the strategy is over.',
    ]);
    expect((await situation?.collect())?.performed).toBe(false);
    expect([situation?.shedLoad(), situation?.requestRecycling()]).toEqual([0, 0]);
    expect([cache.pruned, process.source.collections]).toEqual([[], []]);
  });

  it('that ends after it was given up changes nothing any more', async () => {
    let end: (outcome: StrategyOutcome) => void = () => {};
    const process = pressed(() => new Promise((resolve) => (end = resolve)), { timeoutMs: 1000 });
    await process.pass(3000);
    end({ freedBytes: 100 * mib });
    await settled();
    expect(process.applied).toEqual(['ours: timed-out']);
  });

  it('that is under way when the manager is stopped is given up', async () => {
    const process = pressed(() => new Promise<undefined>(() => {}));
    await process.pass(1500);
    expect(process.applied).toEqual([]);
    process.manager.disableAutomaticManagement();
    await settled();
    expect(process.manager.applied).toMatchObject([
      { result: 'abandoned', detail: 'The manager was stopped while it was under way.' },
    ]);
    expect(process.time.pending).toBe(0);
  });

  it('that frees nothing comes ever more rarely', async () => {
    const process = pressed(() => undefined);
    await process.pass(500_000, 500);
    const times = process.manager.applied.map(({ time }) => time);
    const waits = times.slice(1).map((time, index) => Math.round((time - times[index]!) / 30_000));
    expect(waits).toEqual([2, 4, 8]);
    expect(new Set(process.applied)).toEqual(new Set(['ours: unknown']));
  });

  it('that frees what a collection shows comes after its cooldown, again and again', async () => {
    const process = pressed(async (situation) => {
      await situation.collect();
      return undefined;
    });
    for (let second = 0; second < 100; second++) {
      process.source.garbageBytes += 20 * mib;
      await process.pass(1000, 500);
    }
    const freed = { strategy: 'ours', measured: true, result: 'freed' };
    expect(process.manager.applied).toMatchObject([freed, freed, freed, freed]);
  });

  it('that says it has freed something claims it, and has not freed it until that is measured', async () => {
    for (const claimedBytes of [40 * mib, 1e15]) {
      expect(await outcomeOf(() => ({ freedBytes: claimedBytes }))).toMatchObject({
        result: 'claimed',
        freedBytes: undefined,
        measured: false,
        claimedBytes,
      });
    }
    for (const freedBytes of [Number.NaN, -5, '7' as unknown as number]) {
      expect(await outcomeOf(() => ({ freedBytes }))).toMatchObject({
        result: 'unknown',
        freedBytes: undefined,
        claimedBytes: undefined,
      });
    }
  });

  it('that claims what a collection does not show is found out', async () => {
    expect(
      await outcomeOf(async (situation) => {
        await situation.collect();
        return { freedBytes: 500 * mib };
      }),
    ).toMatchObject({
      result: 'freed-nothing',
      freedBytes: 0,
      measured: true,
      claimedBytes: 500 * mib,
      pauseMs: 20,
    });
  });

  it('is not applied where the source fails, which is recorded', async () => {
    const process = pressed(() => undefined);
    const { read } = process.source;
    let reads = 0;
    process.source.read = (row) => {
      reads += 1;
      if (reads > 1) throw new Error('the source is closed');
      read.call(process.source, row);
    };
    await process.pass(5000);
    expect(process.manager.applied).toMatchObject([
      { result: 'failed', detail: 'It could not be applied: the source is closed.' },
    ]);
    const warnings = process.logger.lines.filter((line) => line.startsWith('warn'));
    expect(warnings).toContain(
      'warn tidemark: a look at memory pressure failed; the monitor goes on: the source is closed',
    );
    expect(warnings.join()).toMatch(/was applied: failed\. It could not be applied: the source is closed\./);
  });
});

describe('registering', () => {
  it.each<[string, unknown, unknown]>([
    ['level', 'terrible', () => undefined],
    ['strategy', 'warning', {}],
    ['strategy', 'warning', null],
    ['strategy.name', 'warning', { apply: () => undefined }],
    ['strategy.cost', 'warning', { name: 'a', apply: () => undefined, cost: -1 }],
    ['strategy.priority', 'warning', { name: 'a', apply: () => undefined, priority: Number.NaN }],
    ['strategy.cooldownMs', 'warning', { name: 'a', apply: () => undefined, cooldownMs: '5s' }],
    ['strategy.timeoutMs', 'warning', { name: 'a', apply: () => undefined, timeoutMs: 0 }],
  ])('a wrong %s is refused', (option, level, strategy) => {
    const { manager } = new PressedProcess();
    expect(() => manager.registerStrategy(level as 'warning', strategy as MemoryStrategy)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option }),
    );
  });

  it('has an end: a hundred strategies, and each can be taken out', () => {
    const { manager } = new PressedProcess();
    const ends = Array.from({ length: 98 }, () =>
      manager.registerStrategy(
        'warning',
        (
          () => () =>
            undefined
        )(),
      ),
    );
    expect(() => manager.registerStrategy('warning', () => undefined)).toThrow(/at most 100/);
    ends[0]?.();
    manager.registerStrategy('warning', () => undefined);
  });

  it('a strategy of normal is applied once when pressure is over', async () => {
    const process = new PressedProcess();
    const reopened: string[] = [];
    process.manager.registerStrategy('normal', function reopen({ level }) {
      reopened.push(level);
      return undefined;
    });
    process.manager.enableAutomaticManagement();
    await process.pass(30_000);
    expect(reopened).toEqual([]);
    process.source.liveBytes = 950 * mib;
    await process.pass(5000);
    process.source.liveBytes = 100 * mib;
    await process.pass(120_000, 500);
    expect(reopened).toEqual(['normal']);
  });
});

it('a collection through the situation is one that is measured', async () => {
  let collected: MemoryCollection | undefined;
  await outcomeOf(async (situation) => {
    collected = await situation.collect();
    return undefined;
  });
  expect(collected).toMatchObject({ performed: true, usedBytesBefore: 950 * mib, freedBytes: 0 });
});
