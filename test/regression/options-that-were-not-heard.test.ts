import { describe, expect, it } from 'vitest';
import { pruneOrder } from '../../src/pressure/caches/pruneOrder.ts';
import { UnifiedCache } from '../../src/pressure/caches/UnifiedCache.ts';
import { MemoryPressureManager } from '../../src/pressure/MemoryPressureManager.ts';
import { recycleClusterWorkers } from '../../src/pressure/recycling/cluster/recycleClusterWorkers.ts';
import { reportWorkerThread } from '../../src/pressure/recycling/threads/recycleWorkerThreads.ts';
import { shedLoad } from '../../src/pressure/shedding/shedLoad.ts';
import { CriticalMemoryStrategy } from '../../src/pressure/strategies/CriticalMemoryStrategy.ts';
import { LowMemoryStrategy } from '../../src/pressure/strategies/LowMemoryStrategy.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { PressedProcess, settled } from '../pressure/PressedProcess.ts';

const { manager, monitor } = new PressedProcess();
const cache = new UnifiedCache<string, number>({ maxEntries: 5 });
const apply = () => undefined;
const size = () => 1;
const unified = () => new UnifiedCache({ name: 'a' });

/** Wrong input of programs in JavaScript, which no compiler has looked at. */
type Given = never;
type Case = readonly [option: string, received: unknown, give: () => unknown];

function errorOf(give: () => unknown): unknown {
  try {
    give();
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectRefusal(code: string, [option, received, give]: Case): void {
  const error = errorOf(give);
  expect(error).toBeInstanceOf(TidemarkError);
  expect(error).toMatchObject({ code, option, rule: expect.stringMatching(/./), received });
}

describe('an option that there is not is refused', () => {
  const unknown: Record<string, Case> = {
    'of automatic management, where it would turn a dry run into the real thing': [
      'dryrun',
      true,
      () => manager.enableAutomaticManagement({ dryrun: true } as Given),
    ],
    'of a manager': [
      'automaticResponses',
      {},
      () => new MemoryPressureManager({ monitor, automaticResponses: {} } as Given),
    ],
    'of a collection': ['maxPause', 5, () => manager.forceGarbageCollection({ maxPause: 5 } as Given)],
    'of a managed cache that is managed already': [
      'nmae',
      'a',
      () => {
        const taken = new Map();
        manager.manage(taken);
        manager.manage(taken, { nmae: 'a' } as Given);
      },
    ],
    'of the strategy for warnings': [
      'prunning',
      'none',
      () => new LowMemoryStrategy({ prunning: 'none' } as Given),
    ],
    'of the strategy for critical memory': [
      'colect',
      false,
      () => new CriticalMemoryStrategy({ colect: false } as Given),
    ],
    'of a managed cache': ['nmae', 'a', () => manager.manage(new Map(), { nmae: 'a' } as Given)],
    'of a cache, in the words of another library': [
      'max',
      5,
      () => new UnifiedCache({ max: 5, ttl: 10 } as Given),
    ],
    'of an entry': ['ttl', 5, () => cache.set('a', 1, { ttl: 5 } as Given)],
    'of a generated entry': ['ttl', 5, () => cache.get('none', () => 1, { ttl: 5 } as Given)],
    'of a strategy': [
      'strategy.cooldown',
      100,
      () => manager.registerStrategy('warning', { name: 'a', cooldown: 100, apply } as Given),
    ],
    'of load shedding': ['colect', true, () => shedLoad(manager, { colect: true } as Given)],
    'of the shares that are refused': [
      'maxShare.foo',
      1,
      () => shedLoad(manager, { maxShare: { foo: 1 } } as Given),
    ],
    'of the levels at which requests are refused': [
      'upTo.low',
      'warning',
      () => shedLoad(manager, { upTo: { low: 'warning' } } as Given),
    ],
    'of a door': ['prio', 'low', () => shedLoad(manager).express({ prio: 'low' } as Given)],
    'of recycling': ['maxPerhour', 5, () => recycleClusterWorkers({ monitor, maxPerhour: 5 } as Given)],
  };
  it.each(Object.entries(unknown))('%s', (_name, each) => expectRefusal('UNKNOWN_OPTION', each));

  it('with those that there are, and the one that was probably meant', () => {
    expect(() => new UnifiedCache({ max: 5 } as Given)).toThrow(
      /^max is not an option of UnifiedCache, received 5; it must be one of name, policy, maxEntries, maxBytes, ttlMs,/,
    );
    expect(() => manager.enableAutomaticManagement({ dryrun: true } as Given)).toThrow(
      'dryrun is not an option of enableAutomaticManagement(), received true; it must be one of dryRun; did you mean dryRun?',
    );
    expect(() => shedLoad(manager, { maxShare: { hihg: 1 } } as Given)).toThrow(
      /did you mean maxShare\.high\?$/,
    );
    expect(manager.automatic).toBe(false);
  });
});

it('a cache that has a name may be managed under it', async () => {
  const process = new PressedProcess();
  const pages = unified().set('key', 1).set('other', 2);
  const unmanage = process.manager.manage(pages, { name: 'a' });
  expect(process.manager.manage(pages)).toBe(unmanage);
  expect((await process.manager.triggerCachePruning('aggressive')).pruned).toEqual(['a']);
});

describe('a wrong value is refused', () => {
  const wrong: Record<string, Case> = {
    'in the place of options': ['options', 5, () => manager.enableAutomaticManagement(5 as Given)],
    'for a dry run': ['dryRun', null, () => manager.enableAutomaticManagement({ dryRun: null } as Given)],
    'for who keeps evidence': [
      'keepEvidence',
      'x',
      () => new MemoryPressureManager({ monitor, keepEvidence: 'x' } as Given),
    ],
    'for a load shedder': ['shedder', undefined, () => manager.addLoadShedder(undefined as Given)],
    'for what a load shedder observes with': [
      'shedder',
      { shed: apply, restore: apply, observe: 5 },
      () => manager.addLoadShedder({ shed: apply, restore: apply, observe: 5 } as Given),
    ],
    'for a recycler': ['recycler', undefined, () => manager.addRecycler(undefined as Given)],
    'for how long a replacement takes': [
      'recycler.readyInMs',
      'x',
      () => manager.addRecycler({ readyInMs: 'x', requestRecycling: apply } as Given),
    ],
    'for the name of a pool': [
      'pool.name',
      undefined,
      () => manager.managePool({ shrink: () => 1 } as Given),
    ],
    'for the name of a cache': ['name', 5, () => manager.manage(new Map(), { name: 5 } as Given)],
    'for the name of a cache that has one': ['name', 'b', () => manager.manage(unified(), { name: 'b' })],
    'for the sizes of a cache that knows them': [
      'sizeOf',
      size,
      () => manager.manage(unified(), { sizeOf: size }),
    ],
    'for the entries of a cache that tells them': [
      'entries',
      size,
      () => manager.manage(unified(), { entries: size }),
    ],
    'for how a strategy prunes': [
      'pruning',
      'hard',
      () => new LowMemoryStrategy({ pruning: 'hard' } as Given),
    ],
    'for whether a strategy collects': [
      'collect',
      1,
      () => new CriticalMemoryStrategy({ collect: 1 } as Given),
    ],
    'for the options of a strategy': ['options', null, () => new CriticalMemoryStrategy(null as Given)],
    'for the sizes of a cache': ['sizeOf', 5, () => manager.manage(new Map(), { sizeOf: 5 } as Given)],
    'for the entries of a cache': ['entries', 5, () => manager.manage(new Map(), { entries: 5 } as Given)],
    'for whether garbage is collected': [
      'collect',
      'no',
      () => shedLoad(manager, { collect: 'no' } as Given),
    ],
    'for whether connections are closed': [
      'closeConnections',
      1,
      () => shedLoad(manager, { closeConnections: 1 } as Given),
    ],
    'for what is refused at critical, which is less than at warning': [
      'upTo.critical',
      'low',
      () => shedLoad(manager, { upTo: { warning: 'high', critical: 'low' } }),
    ],
    'for the method of a route': [
      'routes',
      'FETCH /a',
      () => shedLoad(manager, { routes: { 'FETCH /a': 'low' } }),
    ],
    'for the monitor of a cluster': ['monitor', undefined, () => recycleClusterWorkers({} as Given)],
    'for the options of a cluster': ['options', undefined, () => recycleClusterWorkers(undefined as Given)],
    'for how a cache is pruned': ['how', 'x', () => cache.prune('x' as Given)],
    'for the share that is pruned': ['how', 2, () => cache.prune(2)],
    'for a share that is none': ['how', Number.NaN, () => cache.prune(Number.NaN)],
    'for a generator': ['generator', 5, () => cache.get('a', 5 as Given)],
    'for caches to be ordered': ['caches', undefined, () => pruneOrder(undefined as Given)],
    'for one of them': ['caches', [null], () => pruneOrder([null as Given])],
  };
  it.each(Object.entries(wrong))('%s', (_name, each) => expectRefusal('INVALID_OPTION', each));

  it('and what is right is taken, numbers of a strategy of its own among it', () => {
    const counted = { name: 'counted', priority: 1, applied: 0, apply };
    manager.registerStrategy('warning', counted)();
    manager.addRecycler({ readyInMs: 0, requestRecycling: apply })();
    manager.addLoadShedder({ shed: apply, restore: apply })();
    shedLoad(manager, {
      routes: { 'GET /a': 'low', '/b': 'high' },
      upTo: { warning: 'low' },
      collect: false,
      closeConnections: true,
    }).close();
    expect(cache.prune(0).entries).toBe(0);
  });
});

describe('a manager that was closed', () => {
  const closed = new PressedProcess();
  closed.manager.close();
  const shedder = { shed: apply, restore: apply };
  const recycler = { requestRecycling: apply };
  const given: Record<string, Case> = {
    'takes no load shedder': ['shedder', shedder, () => closed.manager.addLoadShedder(shedder)],
    'takes no recycler': ['recycler', recycler, () => closed.manager.addRecycler(recycler)],
    'sheds no load': ['shedder', expect.anything(), () => shedLoad(closed.manager)],
    'recycles no cluster workers': [
      'manager',
      closed.manager,
      () => recycleClusterWorkers({ monitor, manager: closed.manager }),
    ],
    'recycles no threads': ['manager', closed.manager, () => reportWorkerThread(closed)],
  };
  it.each(Object.entries(given))('%s', (_name, each) => expectRefusal('MANAGER_CLOSED', each));

  it('that arrives late for load shedding is told to the logger', async () => {
    const lines: unknown[][] = [];
    const logger = {
      debug: apply,
      info: apply,
      warn: (...line: unknown[]) => lines.push(line),
      error: apply,
    };
    shedLoad(Promise.resolve(closed.manager), { logger });
    await settled();
    expect(String(lines[0]?.[0])).toMatch(/^tidemark: the manager of the load shedding failed/);
  });
});
