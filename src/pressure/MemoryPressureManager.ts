import { FaultLog } from '../monitoring/FaultLog.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { PressureLevel } from '../wire/event.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import type { AdapterOptions } from './caches/adapters/adapterFor.ts';
import type { PruneMode } from './caches/ManagedCache.ts';
import {
  checkedFlag,
  checkedPool,
  collectionBudget,
  dryRunOf,
  pruneModeOf,
  refuseWhereClosed,
} from './checkedArguments.ts';
import { GarbageCollections } from './GarbageCollections.ts';
import { LastResorts } from './LastResorts.ts';
import { LevelChanges } from './LevelChanges.ts';
import type {
  AggressiveCollection,
  AutomaticManagementOptions,
  CollectionOptions,
  LevelChange,
  MemoryPressureManagerOptions,
} from './MemoryPressureManagerOptions.ts';
import type {
  AppliedStrategy,
  LoadShedder,
  MemoryCollection,
  MemoryStrategy,
  Recycler,
} from './MemoryStrategy.ts';
import { managerSettings } from './managerSettings.ts';
import { OnceManaged } from './OnceManaged.ts';
import { type ManagedPool, PressureCaches } from './PressureCaches.ts';
import type { PressureEvidence } from './PressureEvidence.ts';
import type { PressureReading } from './PressureGauge.ts';
import { PressureWatch } from './PressureWatch.ts';
import { nothingPruned, type PruneSummary } from './PruneSummary.ts';
import { type ResponseLook, type ResponseSettings, Responses } from './Responses.ts';
import { Situations } from './Situations.ts';
import { StrategyBook, type StrategyFunction } from './StrategyBook.ts';
import { StrategyRunner, usualTimeoutMs } from './StrategyRunner.ts';
import { FrequentCollection } from './strategies/FrequentCollection.ts';
import { registerUsualStrategies } from './strategies/registerUsualStrategies.ts';

/**
 * Keeps a process alive when memory runs short: it knows how near memory is to what kills, and applies strategies, each
 * of which is measured and recorded. Nothing is done before `enableAutomaticManagement()`, and nothing at all while
 * memory suffices. It never throws into the application once it is constructed, and never keeps the process alive.
 */
export class MemoryPressureManager {
  readonly #monitor: MemoryMonitor;
  readonly #settings: ResponseSettings;
  readonly #timers: Timers;
  readonly #collections: GarbageCollections;
  readonly #managed: OnceManaged = new OnceManaged();
  readonly #caches: PressureCaches;
  readonly #book: StrategyBook = new StrategyBook();
  readonly #runner: StrategyRunner;
  readonly #responses: Responses;
  readonly #watch: PressureWatch;
  readonly #levels: LevelChanges;
  readonly #lastResorts: LastResorts;
  readonly #situations: Situations;
  #automatic = false;
  #dryRun = false;
  #closed = false;
  #endAggressive: (() => void) | undefined;

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(options: MemoryPressureManagerOptions) {
    const { monitor, logger, now, timers, host, ...settings } = managerSettings(options);
    this.#monitor = monitor;
    this.#settings = settings.automaticResponse;
    const faults = new FaultLog(logger, now);
    this.#timers = timers;
    this.#levels = new LevelChanges({ monitor, logger, host, faults });
    this.#collections = new GarbageCollections({ source: monitor.source, now });
    this.#caches = PressureCaches.ofManager(this, {
      holders: () => monitor.prunableHolders,
      usedBytes: () => this.#collections.usedBytes(),
      timers,
      faults,
    });
    this.#runner = new StrategyRunner({ collections: this.#collections, timers, now });
    this.#responses = new Responses({
      book: this.#book,
      runner: this.#runner,
      logger,
      faults,
      tell: (time, payload) => monitor.responded({ type: 'memory:strategy_applied', time, payload }),
    });
    this.#lastResorts = new LastResorts(faults);
    const parts = { monitor, collections: this.#collections, lastResorts: this.#lastResorts, faults };
    this.#situations = new Situations({
      ...parts,
      caches: this.#caches,
      book: this.#book,
      maxPauseMs: this.#settings.maxPause,
      keepEvidence: settings.keepEvidence,
    });
    registerUsualStrategies(this.#book, this.#settings);
    for (const each of settings.caches) this.manage(each);
    this.#watch = new PressureWatch({ ...parts, timers, looked: this.#looked });
  }

  /** Whether `close()` has been called: then it takes nothing any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether pressure is answered by itself. */
  get automatic(): boolean {
    return this.#automatic;
  }

  /** Whether memory is as short as the level says at this very moment: a level outlasts what has caused it. */
  get pressing(): boolean {
    return this.#watch.reading.pressing;
  }

  /** What was applied, newest last; the last 100. */
  get applied(): readonly AppliedStrategy[] {
    return this.#book.applied;
  }

  /** What was known at the last moments at which memory was critical, newest last; five are kept. */
  get evidence(): readonly PressureEvidence[] {
    return this.#situations.evidence;
  }

  /** How near memory is to what kills, as of this moment. */
  getCurrentPressureLevel(): PressureLevel {
    this.#watch.lookNow();
    return this.#levels.level;
  }

  /** Calls the handler whenever the level is another. Returns what ends it. @throws TidemarkError `INVALID_OPTION` or `MANAGER_CLOSED` */
  onLevelChange(handler: (change: LevelChange) => unknown): () => void {
    refuseWhereClosed(this.#closed, 'handler', handler);
    return this.#levels.add(handler);
  }

  /**
   * Has a strategy applied while the level is this one or a worse one, by automatic management; one of `normal` once after
   * each episode of pressure. It takes the place of ours with the same name at that level: the two that there are by
   * default are `low-memory` and `critical-memory`. Returns a function that takes it out.
   *
   * @throws TidemarkError `INVALID_OPTION` or `MANAGER_CLOSED`
   */
  registerStrategy(level: PressureLevel, strategy: MemoryStrategy | StrategyFunction): () => void {
    refuseWhereClosed(this.#closed, 'strategy', strategy);
    return this.#book.register(level, strategy);
  }

  /** Answers pressure from now on. @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `MANAGER_CLOSED` */
  enableAutomaticManagement(options: AutomaticManagementOptions = {}): void {
    const dryRun = dryRunOf(options, this.#settings.dryRun);
    refuseWhereClosed(this.#closed, 'enableAutomaticManagement', { dryRun });
    if (this.#dryRun && !dryRun) this.#book.beginAnew();
    this.#dryRun = dryRun;
    this.#automatic = true;
    this.#watch.start();
  }

  /** Answers pressure no more. What is under way is given up, and recorded as that; nothing is refused from then on. */
  disableAutomaticManagement(): void {
    this.#automatic = false;
    this.#giveUp();
    if (this.#endAggressive === undefined) this.#watch.stop();
  }

  /** Ends everything that this manager does, for good. Its level is `normal` from then on: nobody looks any more. */
  close(): void {
    this.#closed = true;
    this.#collections.close();
    this.setAggressiveGC(false);
    this.disableAutomaticManagement();
    this.#watch.close();
    this.#levels.end();
  }

  /**
   * Takes a cache under management, once: a `UnifiedCache`, one that an adapter knows, or any object with `prune` or
   * `clear`. Returns a function that lets go of it.
   *
   * @throws TidemarkError `INVALID_OPTION` where it cannot be pruned or has another name already, `UNKNOWN_OPTION`, `MANAGER_CLOSED` after `close()`
   */
  manage(cache: unknown, options?: AdapterOptions): () => void {
    refuseWhereClosed(this.#closed, 'cache', cache);
    return this.#managed.take(cache, options, (managed) => this.#caches.addCache(managed));
  }

  /** Likewise, a pool. @throws TidemarkError `INVALID_OPTION` or `MANAGER_CLOSED` */
  managePool(pool: ManagedPool): () => void {
    refuseWhereClosed(this.#closed, 'pool', checkedPool(pool));
    return this.#caches.addPool(pool);
  }

  /** Has load shed by it at critical. Returns what takes it out. @throws TidemarkError `INVALID_OPTION` or `MANAGER_CLOSED` */
  addLoadShedder(shedder: LoadShedder): () => void {
    refuseWhereClosed(this.#closed, 'shedder', shedder);
    return this.#lastResorts.addLoadShedder(shedder);
  }

  /** Requests that load shedders have refused so far, as far as they say so. */
  get refusedRequests(): number {
    return this.#lastResorts.refused;
  }

  /** Asks it for a replacement where nothing helps. Returns what takes it out. @throws TidemarkError likewise */
  addRecycler(recycler: Recycler): () => void {
    refuseWhereClosed(this.#closed, 'recycler', recycler);
    return this.#lastResorts.addRecycler(recycler);
  }

  /**
   * Prunes caches, pools and declared holders now, in the mode itself or that of a level. What answers at once is done when
   * it returns, the rest is waited for up to ten seconds: to be awaited, whoever wants to know what came of it. Rejects with a TidemarkError `INVALID_OPTION` or `MANAGER_CLOSED`.
   */
  async triggerCachePruning(level: 'warning' | 'critical' | PruneMode = 'warning'): Promise<PruneSummary> {
    const mode = pruneModeOf(level, this.#settings.cachePruning);
    refuseWhereClosed(this.#closed, 'triggerCachePruning', level);
    const wait = { limitMs: usualTimeoutMs, awaited: true };
    return mode === 'none' ? nothingPruned : this.#caches.prune(mode, wait);
  }

  /**
   * Has garbage collected often while memory is short, before V8 would: every five seconds at most, for a twentieth of the
   * time at most. It sets no flag of V8, some of which end the process when they are set late.
   *
   * @throws TidemarkError `INVALID_OPTION`, or `MANAGER_CLOSED` where it is turned on
   */
  setAggressiveGC(enabled: boolean): AggressiveCollection {
    if (!checkedFlag('enabled', enabled)) {
      this.#endAggressive?.();
      this.#endAggressive = undefined;
      if (!this.#automatic) this.#watch.stop();
      return { performed: true };
    }
    refuseWhereClosed(this.#closed, 'setAggressiveGC', enabled);
    if (this.#monitor.source.collector === undefined) {
      return { performed: false, reason: 'The source of the samples cannot force collections.' };
    }
    this.#endAggressive ??= this.#book.register('warning', new FrequentCollection(), { always: true });
    this.#watch.start();
    return { performed: true };
  }

  /** Collects all garbage now, without `--expose-gc`; the thread stands still for it. @throws TidemarkError `INVALID_OPTION` */
  forceGarbageCollection(options?: CollectionOptions): MemoryCollection {
    return this.#collections.collect(collectionBudget(options, this.#settings.maxPause));
  }

  /**
   * Collects all garbage and gives the pages that become free back to the system. What `malloc` keeps, which small buffers
   * come from, is not among them. To be awaited: it is done when the promise resolves. Rejects with a TidemarkError `INVALID_OPTION` alone.
   */
  async compactHeap(options?: CollectionOptions): Promise<MemoryCollection> {
    return await this.#collections.compact(collectionBudget(options, this.#settings.maxPause));
  }

  /** {@link compactHeap}, and resident memory a second later, when buffers have been freed, too. Rejects likewise. */
  async releaseUnusedMemory(options?: CollectionOptions): Promise<MemoryCollection> {
    return await this.#collections.released(await this.compactHeap(options), this.#timers);
  }

  readonly #looked = (row: SampleRow, reading: PressureReading): void => {
    // A strategy that has begun before may have load shed when that is over.
    const wasShort = this.#levels.level !== 'normal' || this.#lastResorts.shedding;
    if (reading.level === 'normal' && wasShort) this.#lastResorts.restoreLoad();
    this.#levels.take(reading, row);
    if (this.#watch.monitorStopped) {
      this.#giveUp();
      return;
    }
    const look: ResponseLook = {
      time: row[column.time]!,
      reading,
      levelSince: this.#watch.levelSince,
      automatic: this.#automatic,
      dryRun: this.#automatic && this.#dryRun,
      situationOf: ({ fruitless, strategy: { timeoutMs = usualTimeoutMs } }, signal) =>
        this.#situations.situationOf({ row: row.slice(), reading, fruitless, signal, timeoutMs }),
    };
    const next = this.#automatic || this.#endAggressive ? this.#responses.decide(look) : undefined;
    if (this.#automatic && !this.#dryRun) {
      this.#lastResorts.observeLoad(reading, this.#caches, { entries: this.#book.entries, next });
    }
    if (next !== undefined) this.#responses.begin(next, look);
  };

  #giveUp(): void {
    this.#runner.abandon();
    this.#lastResorts.endLoad();
  }
}
