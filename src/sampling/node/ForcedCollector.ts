import type { Collection, Collector, GentleCollection } from '../Collector.ts';
import { ExposedGc, type ExposedGcOptions } from './ExposedGc.ts';
import { GentleCollector } from './GentleCollector.ts';
import { GentleMarking } from './GentleMarking.ts';
import { HeapCompactor } from './HeapCompactor.ts';

/** What a {@link ForcedCollector} needs of its process. Each default is this very process. */
export interface ForcedCollectorOptions extends ExposedGcOptions {
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
  /** CPU time of the process so far, in milliseconds. @default process.cpuUsage */
  readonly cpuTime?: () => number;
  /** Starts collections in small steps. @default V8's */
  readonly gentle?: Pick<GentleCollector, 'collect'>;
  /** Marks in small steps, and calls back before the end. @default V8 does */
  readonly marking?: Pick<GentleMarking, 'begin'>;
  /** Collects and gives pages back. @default the inspector's collection */
  readonly compactor?: Pick<HeapCompactor, 'compact'>;
}

type EventLoopUse = ReturnType<typeof performance.eventLoopUtilization>;

const steadyNow: () => number = performance.now.bind(performance);
const eventLoopUse = performance.eventLoopUtilization.bind(performance);

/** Forces full collections, and knows what they took. */
export class ForcedCollector implements Collector {
  readonly #gc: ExposedGc;
  readonly #now: () => number;
  readonly #cpuTime: () => number;
  readonly #gentle: Pick<GentleCollector, 'collect'>;
  readonly #marking: Pick<GentleMarking, 'begin'>;
  readonly #compactor: Pick<HeapCompactor, 'compact'>;
  #lastUse: EventLoopUse = eventLoopUse();

  constructor({
    execArgv = process.execArgv,
    openGate,
    now = steadyNow,
    cpuTime = cpuTimeOfProcess,
    gentle,
    marking,
    compactor = new HeapCompactor(),
  }: ForcedCollectorOptions = {}) {
    this.#gc = new ExposedGc({ execArgv, ...(openGate && { openGate }) });
    this.#now = now;
    this.#cpuTime = cpuTime;
    this.#gentle = gentle ?? new GentleCollector({ execArgv, gc: this.#gc, now });
    this.#marking = marking ?? new GentleMarking({ gentle: this.#gentle, gc: this.#gc, now });
    this.#compactor = compactor;
  }

  collect(): Collection {
    const { refusal } = this.#gc;
    if (refusal !== undefined) return { performed: false, reason: refusal };
    const cpuBegin = this.#cpuTime();
    const begin = this.#now();
    this.#gc.collect();
    return { performed: true, pauseMs: this.#now() - begin, cpuMs: this.#cpuTime() - cpuBegin };
  }

  collectGently(onEnd?: (pauseMs: number) => void): GentleCollection {
    return this.#gentle.collect(onEnd);
  }

  markGently(onMarked: () => void, onEnd?: (pauseMs: number) => void): GentleCollection {
    return this.#marking.begin(onMarked, onEnd);
  }

  compact(): Promise<Collection> {
    return this.#compactor.compact();
  }

  loopUse(): number {
    try {
      const use = eventLoopUse();
      const { utilization } = eventLoopUse(use, this.#lastUse);
      this.#lastUse = use;
      return utilization;
    } catch {
      // On Node 20 it goes by `process.hrtime`, which the application may have replaced.
      return Number.NaN;
    }
  }
}

function cpuTimeOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
