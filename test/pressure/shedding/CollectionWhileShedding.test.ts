import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import type { MemoryCollection } from '../../../src/pressure/MemoryStrategy.ts';
import { CollectionWhileShedding } from '../../../src/pressure/shedding/CollectionWhileShedding.ts';
import { FakeLogger, FakeTime } from '../../monitoring/simulation.ts';
import { settled } from '../PressedProcess.ts';
import { criticalReading, ShedProcess } from './ShedProcess.ts';

const performed = (pauseMs: number) => ({ performed: true, pauseMs }) as MemoryCollection;

function collections(pauseMs = 10) {
  const time = new FakeTime();
  const logger = new FakeLogger();
  const made: string[] = [];
  const collecting = new CollectionWhileShedding(new FaultLog(logger, time.now), time.now);
  collecting.collector = {
    forceGarbageCollection: () => {
      made.push(`collection at ${time.ms}`);
      return performed(pauseMs);
    },
    compactHeap: async () => {
      made.push(`compaction at ${time.ms}`);
      return performed(pauseMs);
    },
  };
  let flatMs = 0;
  /** Memory seems to stay the same for so long. */
  const stay = async (durationMs: number, cause: 'heap' | 'container' = 'heap') => {
    for (let passed = 0; passed < durationMs; passed += 100) {
      time.pass(100);
      flatMs += 100;
      collecting.stayedSame(flatMs, cause);
      await settled();
    }
  };
  const change = () => {
    flatMs = 0;
    collecting.stayedSame(0, 'heap');
  };
  return { time, logger, made, collecting, stay, change };
}

describe('collections while load is shed', () => {
  it('are made where memory has seemed to stay the same for a second, and then later and later', async () => {
    const { made, stay } = collections();
    await stay(900);
    expect(made).toEqual([]);
    await stay(99_100);
    const times = [1000, 2000, 4000, 8000, 16_000, 32_000, 62_000, 92_000];
    expect(made).toEqual(times.map((ms) => `collection at ${ms}`));
  });

  it('begin anew when memory has changed', async () => {
    const { made, stay, change } = collections();
    await stay(2000);
    change();
    await stay(1000);
    expect(made).toEqual(['collection at 1000', 'collection at 2000', 'collection at 3000']);
  });

  it('take no more than a twentieth of the time', async () => {
    const { made, stay } = collections(500);
    await stay(12_000);
    expect(made).toEqual(['collection at 1000', 'collection at 11000']);
  });

  it('are compactions where it is not V8 whose limit is near', async () => {
    const { made, stay } = collections();
    await stay(1000, 'container');
    expect(made).toEqual(['compaction at 1000']);
  });

  it('wait for one another, and live with managers that cannot, or fail', async () => {
    const { logger, made, collecting, stay } = collections();
    let finish: (collection: MemoryCollection) => void = () => {};
    collecting.collector = {
      compactHeap: () =>
        new Promise((resolve) => {
          made.push('begun');
          finish = resolve;
        }),
    };
    await stay(10_000, 'container');
    expect(made).toEqual(['begun']);
    finish({ performed: false, reason: 'It would pause for too long.' });
    await stay(10_000, 'container');
    expect(made).toHaveLength(2);
    finish(performed(0));
    await settled();
    collecting.collector = {};
    await stay(60_000);
    collecting.collector = {
      forceGarbageCollection: () => {
        throw new Error('the source is closed');
      },
    };
    await stay(120_000);
    expect(logger.lines[0]).toBe(
      'warn tidemark: a collection while load is shed failed; the monitor goes on: the source is closed',
    );
    collecting.collector = undefined;
    await stay(60_000);
    expect(made).toHaveLength(2);
  });

  it('are had of the manager that is followed, unless that is not wanted', async () => {
    for (const collect of [true, false]) {
      let made = 0;
      const shed = new ShedProcess({ collect });
      shed.shedder.follow({
        addLoadShedder: () => () => {},
        forceGarbageCollection: () => {
          made++;
          return performed(1);
        },
      });
      shed.shedder.observe({ ...criticalReading, cause: 'heap' });
      shed.time.pass(3000);
      await settled();
      expect(made > 0).toBe(collect);
      shed.shedder.close();
    }
  });

  it('is made three of its pauses after the last one where somebody waits for it, and at once while nothing is answered anyway', async () => {
    const { time, made, collecting } = collections(500);
    const at = async (ms: number, answersNothing: boolean) => {
      time.pass(ms - time.ms);
      return collecting.collect('heap', answersNothing);
    };
    expect(await at(0, false)).toBe(true);
    expect(await at(1400, false)).toBe(false);
    expect(await at(1500, false)).toBe(true);
    expect(await at(1600, true)).toBe(true);
    expect(made).toHaveLength(3);
  });
});
