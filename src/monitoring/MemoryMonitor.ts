import { defaultSource, diagnostics, eachRequest } from '#platform';
import type { GrowthPattern } from '../analysis/growthPattern.ts';
import type { LiveReading, MemorySource } from '../sampling/MemorySource.ts';
import { SampleHistory } from '../sampling/SampleHistory.ts';
import { type Capacity, capacityOf } from '../wire/capacity.ts';
import type {
  ConfigurationEvent,
  LeakReport,
  MemoryEvent,
  MemoryMark,
  PressureLevel,
  ResponseEvent,
  ThresholdCrossing,
} from '../wire/event.ts';
import { column, type MemorySample, type SampleRow, sampleFields, toSample } from '../wire/sample.ts';
import { CostMeter } from './CostMeter.ts';
import { checkedListeners } from './checkedListeners.ts';
import { FaultLog, type MonitorFault } from './FaultLog.ts';
import { OutOfMemoryWatch } from './forecast/OutOfMemoryWatch.ts';
import type { OutOfMemoryPrediction } from './forecast/outOfMemory.ts';
import { growthOfReadings } from './growthOfReadings.ts';
import type { Holder } from './holders/Holder.ts';
import { Holders } from './holders/Holders.ts';
import { PruneExperiment, type PruneResult } from './holders/PruneExperiment.ts';
import type { Scope, ScopeOptions } from './holders/Scopes.ts';
import type { LeakVerdict } from './LeakVerdict.ts';
import type { LeakWatch } from './LeakWatch.ts';
import { Listeners } from './Listeners.ts';
import { checkedSensitivity, type LeakSensitivity } from './leakCriteria.ts';
import { leakWatchOf } from './leakWatchOf.ts';
import { MemoryEvents } from './MemoryEvents.ts';
import type { MemoryMonitorOptions } from './MemoryMonitorOptions.ts';
import type { MonitorCost } from './MonitorCost.ts';
import { type MonitorSettings, monitorSettings } from './monitorSettings.ts';
import { PressureFollower } from './PressureFollower.ts';
import { SampleReader } from './SampleReader.ts';
import { platformTimers, Ticker } from './Ticker.ts';
import { Thresholds } from './thresholds/Thresholds.ts';
import { UserMarks } from './UserMarks.ts';
import { Work } from './work/Work.ts';

const longestGap = 2.5;
const steadyNow: () => number = performance.now.bind(performance);

/**
 * Watches memory at an interval: keeps history, tells of thresholds crossed, of leaks and of memory that is about to
 * run out. It never throws into the application once it is constructed, never keeps the process alive and never blocks.
 * All clocks but the timer's are the time of the samples, so that a recording is judged like the process it was.
 */
export class MemoryMonitor {
  /** Samples so far; read it, and leave it to the monitor to push. */
  readonly history: SampleHistory;
  /** Where the samples come from. */
  readonly source: MemorySource;
  /** The settings in force, every default filled in. */
  readonly settings: MonitorSettings;
  /** What is counted as work; `recordWork` and `recordRoute` count it. */
  readonly work: Work;
  readonly #reader: SampleReader;
  readonly #faults: FaultLog;
  readonly #events: MemoryEvents;
  readonly #samples: Listeners<SampleRow>;
  readonly #thresholds: Thresholds;
  readonly #holders: Holders;
  readonly #pruning: PruneExperiment;
  readonly #leaks: LeakWatch;
  readonly #outOfMemory: OutOfMemoryWatch;
  readonly #marks: UserMarks;
  readonly #meter: CostMeter;
  readonly #ticker: Ticker;
  readonly #row: SampleRow = new Float64Array(sampleFields.length);
  /** The level of pressure, and who notices it besides the thresholds. */
  readonly pressureFollower: PressureFollower;
  #endReadings: (() => void) | undefined;

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(options: MemoryMonitorOptions = {}) {
    const settings = monitorSettings(options);
    const { allocations, holderFinder, now = steadyNow, timers = platformTimers } = options;
    const { eventBus, logger } = checkedListeners(options);
    this.settings = settings;
    this.source = options.source ?? defaultSource();
    this.#faults = new FaultLog(logger, now);
    this.#reader = new SampleReader(this.source, this.#faults);
    this.#events = new MemoryEvents({ eventBus, diagnostics, faults: this.#faults });
    this.pressureFollower = new PressureFollower(this.#events);
    this.#samples = new Listeners((error) => this.#faults.report('a listener of samples', error));
    this.#thresholds = new Thresholds(settings.thresholds, longestGap * settings.intervalMs);
    this.#holders = new Holders(this.#faults);
    this.work = new Work({ ...settings.work, eachRequest, faults: this.#faults });
    this.#pruning = new PruneExperiment(this.source);
    this.#leaks = leakWatchOf(this.source, {
      leakDetection: settings.leakDetection,
      probes: settings.probes,
      allocations,
      holderFinder,
      holders: this.#holders,
      work: this.work,
    });
    this.#outOfMemory = new OutOfMemoryWatch(this.#leaks.detector.readings);
    const tell = (mark: MemoryMark): void => this.#events.emit('memory:mark', this.#reader.timeNow(), mark);
    this.#marks = new UserMarks({ tell, faults: this.#faults, now });
    this.#meter = new CostMeter(now);
    this.#ticker = new Ticker({ intervalMs: settings.intervalMs, tick: this.#tick, timers, now });
    this.history = new SampleHistory({ size: settings.historySize });
  }

  /** Whether samples are being taken. */
  get running(): boolean {
    return this.#ticker.running;
  }

  /** What went wrong around the monitor without harm to it: handlers and declared holders that threw, by their origin. */
  get faults(): readonly MonitorFault[] {
    return this.#faults.all;
  }

  /** Milliseconds between two samples. */
  get intervalMs(): number {
    return this.settings.intervalMs;
  }

  /** The worst level of all thresholds as of the last sample, and of what a pressure manager has noticed since. */
  get pressureLevel(): PressureLevel {
    return this.pressureFollower.level;
  }

  /** Takes a sample now, and from now on at the interval. Does nothing while the monitor is running. */
  start(): void {
    if (this.running) return;
    this.#endReadings = this.#reader.onReading(this.#takeReading);
    if (this.source.kind === 'node') this.work.start();
    this.#meter.start();
    this.#ticker.start();
  }

  /** Ends sampling; history and handlers stay. Does nothing where the monitor is not running. */
  stop(): void {
    if (this.running) this.#meter.stop();
    this.#ticker.stop();
    this.#leaks.stop();
    this.work.stop();
    this.#endReadings?.();
    this.#endReadings = undefined;
  }

  /** A sample of this moment, which does not go into the history. Works before `start`, too. */
  getCurrentUsage(): MemorySample {
    return toSample(this.#reader.readNow());
  }

  /** What can run out, and what will first: as of the last sample, or of this moment before the first one. */
  capacity(): Capacity {
    return capacityOf(this.history.latest() ?? this.#reader.readNow());
  }

  /**
   * Samples at full resolution, oldest first: all, or those of the last `durationMs` before the newest one.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  getHistory(durationMs?: number): MemorySample[] {
    return this.history.samples(durationMs);
  }

  /** Calls the handler once for each level entered or left, recovery included. Returns an unsubscribe function. */
  onThresholdExceeded(handler: (crossing: ThresholdCrossing) => unknown): () => void {
    return this.#events.on('memory:threshold_exceeded', handler);
  }

  /**
   * Calls the handler at each step of a leak's verdict, which `level` names: `suspected` is advisory, `confirmed` is the
   * alert, `withdrawn` takes a suspicion back. Returns an unsubscribe function.
   */
  onMemoryLeak(handler: (report: LeakReport) => unknown): () => void {
    return this.#events.onLeak(handler);
  }

  /** Hands every sample as a row that is used again: listeners copy what they keep. Returns an unsubscribe function. */
  onSample(listener: (row: SampleRow) => unknown): () => void {
    return this.#samples.add(listener);
  }

  /** Hears every event but `memory:sampled`, for which there is `onSample`. Returns an unsubscribe function. */
  onEvent(listener: (event: MemoryEvent) => unknown): () => void {
    return this.#events.onEvent(listener);
  }

  /**
   * Declares a cache or a store that is bounded: what it holds is no leak, and what it holds beyond its bound is. Returns
   * a function that takes the declaration back.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  registerHolder(holder: Holder): () => void {
    return this.#holders.register(holder);
  }

  /** The declared holders that can be asked to let go of a share of what they hold. */
  get prunableHolders(): readonly Holder[] {
    return this.#holders.prunable;
  }

  /** Declares a job that may gather memory until its `end()`. @throws TidemarkError `INVALID_OPTION` */
  scope(name: string, options: ScopeOptions): Scope;
  /** Runs a job that may gather memory until it is done, or until its promise is. Returns what it returns. */
  scope<Result>(name: string, options: ScopeOptions, job: () => Result): Result;
  scope<Result>(name: string, options: ScopeOptions, job?: () => Result): Scope | Result {
    return job === undefined ? this.#holders.scope(name, options) : this.#holders.scope(name, options, job);
  }

  /** Says that an object should be garbage soon. It is not held; where many of one reason stay, that is told. */
  expectCollected(object: object, reason: string): void {
    this.#holders.expectCollected(object, reason);
  }

  /**
   * Prunes a declared holder by a share, 0.15 unless told otherwise, between two forced collections, and tells whether
   * memory came back. The thread stands still for both. Rejects with `INVALID_OPTION` alone.
   */
  tryPruning(name: string, share?: number): Promise<PruneResult> {
    return this.#pruning.run(name, this.#holders.account(name), share);
  }

  /** Counts work that is done, so that a leak can be told per unit of it. */
  recordWork(count?: number): void {
    this.work.record(count);
  }

  /** Tells the route of a request: `GET /users/:id`, never its URL; `undefined` where it has none. Costs a look-up. */
  recordRoute(route: string | undefined): void {
    this.work.recordRoute(route);
  }

  /** Marks this moment on the dashboard's time axis: a deploy, a job. Whether it was taken: ten at once, then 10 a minute. */
  mark(label: string): boolean {
    return this.#marks.mark(label);
  }

  /** Tells everybody who listens to this monitor what others have done: about memory pressure, to its settings. */
  responded(event: ResponseEvent | ConfigurationEvent): void {
    this.#events.tell(event);
  }

  /** What can be said about leaks now, alerting nobody; `reasons` says what is missing. @throws TidemarkError `INVALID_OPTION` */
  detectMemoryLeak(sensitivity: LeakSensitivity = this.settings.leakDetection.sensitivity): LeakVerdict {
    return this.#leaks.verdict(checkedSensitivity(sensitivity));
  }

  /** How the live size has been growing over the readings kept; of others a `MemoryAnalyzer` tells. @throws TidemarkError `INVALID_OPTION` */
  analyzeGrowthPattern(field: 'liveBytes' = 'liveBytes'): GrowthPattern {
    return growthOfReadings(this.#leaks.detector.readings, field);
  }

  /** When memory runs out if growth goes on as it does, with a 90 % interval, or why that cannot be said. */
  predictOutOfMemory(): OutOfMemoryPrediction {
    return this.#outOfMemory.predict();
  }

  /** What this monitor costs its process, as it measures itself: time, pauses, bytes. */
  cost(): MonitorCost {
    const parts = [this.history, this.#leaks.detector.readings, this.#leaks, this.#outOfMemory, this.work];
    const heldBytes = parts.reduce((sum, part) => sum + part.heldBytes, 0);
    return this.#meter.cost(this.#leaks.cost, heldBytes);
  }

  readonly #takeReading = (reading: LiveReading): void =>
    this.#meter.between(() => this.#leaks.addReading(reading));

  readonly #tick = (): void => this.#meter.tick(this.#takeSampleSafely, () => this.#leaks.pauseMs);

  /** Whatever goes wrong in here must not become an uncaught exception of the application. */
  readonly #takeSampleSafely = (): void => this.#faults.guard('a sample', () => this.#takeSample());

  #takeSample(): void {
    const row = this.#row;
    if (!this.#reader.readNext(row, this.#ticker.lateMs)) return;
    this.history.push(row);
    this.pressureFollower.awaitThresholds(() => this.#samples.tell(row));
    this.#events.sampled(row);
    this.#outOfMemory.addSample(row);
    this.#thresholds.update(row, this.#crossed);
    const time = row[column.time]!;
    this.pressureFollower.follow(this.#thresholds.level, row);
    this.work.sample(time);
    for (const leak of this.#leaks.addSample(row)) this.#events.emit(`memory:leak_${leak.level}`, time, leak);
    const end = this.#outOfMemory.lookNowAndThen();
    if (end) this.#events.emit('memory:out_of_memory_predicted', time, end);
  }

  readonly #crossed = (crossing: ThresholdCrossing): void => {
    this.#events.emit('memory:threshold_exceeded', this.#row[column.time]!, crossing);
  };
}
