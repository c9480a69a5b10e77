import { ForeseenEnd } from '../../monitoring/forecast/ForeseenEnd.ts';
import type { MemoryMonitor } from '../../monitoring/MemoryMonitor.ts';
import type { MemoryEvent, PressureLevel } from '../../wire/event.ts';
import { column, type SampleRow } from '../../wire/sample.ts';
import type { Recycler } from '../MemoryStrategy.ts';
import { seriousShare } from '../pressureCriteria.ts';
import { EvenGrowth } from './EvenGrowth.ts';
import { leakReason } from './leakReason.ts';
import type { RecyclingAnswer } from './RecyclingAnswer.ts';
import type { RecyclingOptions } from './RecyclingOptions.ts';
import { ReplacementRequest } from './ReplacementRequest.ts';
import type { Siblings } from './Siblings.ts';
import { type WorkerCondition, wishOf } from './WorkerCondition.ts';

/** What a {@link WorkerReporter} goes by. */
export interface WorkerReporterOptions {
  readonly monitor: Pick<
    MemoryMonitor,
    'onSample' | 'onEvent' | 'capacity' | 'pressureLevel' | 'predictOutOfMemory'
  >;
  readonly manager: RecyclingOptions['manager'];
  /** Bytes that this worker would give back, of a sample. */
  readonly usedBytes: (row: SampleRow) => number;
  readonly send: (condition: WorkerCondition) => void;
  /** Whether whoever does the same work is in the same container. @default false */
  readonly sharesContainer?: boolean;
  /** Milliseconds since this worker began to start. @default performance.now */
  readonly sinceStartMs?: (() => number) | undefined;
}

/** What a replacement takes besides its start: to be asked for, and the end of the old one where there is no room for both. */
const drainMs = 2000;

/** Whoever is not well says so again after so long, since what it said may have come before anybody listened. */
const repeatMs = 5000;

/** That it still comes to an end is worth saying after so long. */
const renewMs = 1000;

/** So often it is said again until somebody answers. */
const mostUntold = 12;
/** Growth by so much is worth saying where a container is shared. */
const grownFactor = 1.1;

/** Says how this worker is: at its first sample, when something changes, and again while it is not well. */
export class WorkerReporter {
  readonly #options: WorkerReporterOptions;
  readonly #leaks: Map<string, string> = new Map();
  readonly #replacement: ReplacementRequest = new ReplacementRequest();
  readonly #ends: (() => void)[] = [];
  #level: PressureLevel | undefined;
  #outOfMemory = false;
  readonly #growth: EvenGrowth = new EvenGrowth();
  /** `undefined` as long as nobody has said anything about others. */
  #siblings: Siblings | undefined;
  /** How often it has said how it is to nobody. */
  #untold = 0;
  #sentBytes = 0;
  #requested: string | undefined;
  /** Bytes of the container below which it is not short, where that is why. */
  #containerMark: number | undefined;
  /** When it ends by itself, of the clock of the samples. */
  #end: ForeseenEnd | undefined;
  #usedBytes = 0;
  #time = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #sentCause: string | undefined;

  constructor(options: WorkerReporterOptions) {
    this.#options = options;
    const { monitor, manager } = options;
    this.#ends.push(
      monitor.onSample((row) => this.#takeSample(row)),
      monitor.onEvent((event) => this.#takeEvent(event)),
    );
    if (manager === undefined) return;
    this.#ends.push(
      manager.onLevelChange(({ level }) => {
        // Nothing helps at `critical` alone, and it is told again when it is as bad as that again.
        const isOver = level === 'normal' || (this.#level === 'critical' && level === 'warning');
        if (isOver) this.#want(undefined);
        this.#level = level;
        this.#reportChange();
      }),
      manager.addRecycler(this.#asRecycler()),
    );
  }

  /** Asks for this worker to be replaced, which ends by itself in so many milliseconds, where that is known. */
  request(reason: string, endsInMs?: number, containerMark?: number): void {
    this.#want(reason, endsInMs);
    this.#containerMark = this.#options.sharesContainer === true ? containerMark : undefined;
    if (endsInMs !== undefined && this.#replacement.isUninformed) this.#replacement.reopen();
    if (endsInMs !== undefined && this.#time - this.#sentAt >= renewMs) this.#send(this.#condition());
    else this.#reportChange();
  }

  /** Takes what whoever replaces workers has answered. */
  answered(answer: RecyclingAnswer): void {
    this.#replacement.answered(answer, this.#time);
  }

  /** Takes what it was told of the others that do the same work. */
  toldOf(siblings: Siblings): void {
    this.#siblings = siblings;
  }

  /** Says nothing from now on. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #asRecycler(): Recycler {
    const { sinceStartMs = performance.now.bind(performance) } = this.#options;
    const refusal = (): string | undefined => this.#replacement.refusal(this.#time);
    const { sharesContainer = false } = this.#options;
    const others = (): number => this.#siblings?.others ?? 0;
    const relievedByOthers = (): boolean =>
      sharesContainer && others() > 0 && (this.#siblings?.leaking === true || this.#growth.isEven);
    const reconsiders = (): boolean => this.#replacement.isUninformed;
    return {
      // It reports once it has started, so that it took no longer than that; the next one will take about as long.
      readyInMs: sinceStartMs() + drainMs,
      get refusal() {
        return refusal();
      },
      get reconsiders() {
        return reconsiders();
      },
      get relievedByOthers() {
        return relievedByOthers();
      },
      requestRecycling: (reason, endsInMs, containerMark) => this.request(reason, endsInMs, containerMark),
    };
  }

  #want(reason: string | undefined, endsInMs?: number): void {
    this.#requested = reason;
    this.#end = endsInMs === undefined ? undefined : new ForeseenEnd(this.#time, endsInMs, this.#refused);
  }

  get #refused(): number {
    return this.#options.manager?.refusedRequests ?? 0;
  }

  #takeSample(row: SampleRow): void {
    this.#time = row[column.time]!;
    this.#usedBytes = this.#options.usedBytes(row);
    this.#growth.add(this.#time, this.#usedBytes);
    const isSoon = this.#time - this.#sentAt < this.#replacement.repeatMs(this.#time, repeatMs);
    const hasToShow = this.#hasToShow();
    // Whether a critical level still presses changes without anybody being told.
    if (isSoon && !hasToShow && this.#level !== 'critical') return;
    const condition = this.#condition();
    const cause = causeOf(condition);
    const isNews = this.#sentAt === Number.NEGATIVE_INFINITY || cause !== this.#sentCause;
    if (isNews || hasToShow || (cause !== undefined && !isSoon)) this.#send(condition);
  }

  /**
   * Whether siblings in the same container may be asked about it: then its size is news. Whoever replaces workers may not have
   * listened yet when it was first told.
   */
  #hasToShow(): boolean {
    if (this.#options.sharesContainer !== true) return false;
    if (this.#siblings === undefined) return this.#untold++ < mostUntold;
    return this.#usedBytes > grownFactor * this.#sentBytes;
  }

  #takeEvent(event: MemoryEvent): void {
    if (event.type === 'memory:leak_confirmed') {
      this.#leaks.set(event.payload.id, leakReason(event.payload));
    } else if (event.type === 'memory:leak_withdrawn') this.#leaks.delete(event.payload.id);
    else if (event.type === 'memory:out_of_memory_predicted') this.#outOfMemory = true;
    this.#reportChange();
  }

  #reportChange(): void {
    const condition = this.#condition();
    if (causeOf(condition) !== this.#sentCause) this.#send(condition);
  }

  #send(condition: WorkerCondition): void {
    this.#sentAt = this.#time;
    this.#sentBytes = this.#usedBytes;
    this.#sentCause = causeOf(condition);
    if (condition.requested === undefined) this.#replacement.withdrawn();
    else this.#replacement.asked(this.#time, condition.endsInMs !== undefined);
    this.#options.send(condition);
  }

  #condition(): WorkerCondition {
    return {
      level: this.#ownLevel(),
      usedBytes: this.#usedBytes,
      leak: [...this.#leaks.values()].at(-1),
      outOfMemoryMs: this.#untilOutOfMemory(),
      requested: this.#requested,
      endsInMs: this.#end?.inMs(this.#time, this.#refused),
      ...(this.#requested !== undefined && { containerMark: this.#containerMark }),
    };
  }

  /** Of a host that is full, a worker that is replaced gives little back: only its own limits count. */
  #ownLevel(): PressureLevel {
    const { monitor, manager } = this.#options;
    const known = this.#level ?? monitor.pressureLevel;
    // A level outlasts its cause, which a collection may have ended: a process that makes garbage is not replaced for that.
    const level = known === 'critical' && manager?.pressing === false ? 'warning' : known;
    const own = monitor.capacity().limits.filter(({ kind }) => kind !== 'host');
    return own.some(({ ratio }) => ratio >= seriousShare) ? level : 'normal';
  }

  /** The event is told once; whether it still holds has to be asked. */
  #untilOutOfMemory(): number | undefined {
    if (!this.#outOfMemory) return undefined;
    const prediction = this.#options.monitor.predictOutOfMemory();
    this.#outOfMemory = prediction.predicted;
    return prediction.predicted && prediction.limit !== 'host' ? prediction.etaMs : undefined;
  }
}

function causeOf(condition: WorkerCondition): string | undefined {
  const wish = wishOf(condition);
  if (wish === undefined) return undefined;
  // That it comes to an end is news, and that it is not what all share any more.
  const ends = wish.endsInMs === undefined ? '' : ', and ends';
  return `${wish.cause}${ends}${wish.containerMark === undefined ? '' : ', for all'}`;
}
