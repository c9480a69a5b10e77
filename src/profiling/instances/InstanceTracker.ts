import { invalidOption } from '../../TidemarkError.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';

/** How many instances of a class are alive. */
export interface InstanceCount {
  readonly performed: true;
  readonly className: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** How it is known: V8 was asked for all of them, or those that were registered are followed. */
  readonly method: 'query' | 'registration';
  readonly live: number;
  /** Since tracking began: `undefined` where V8 is asked, which does not know of the dead. */
  readonly created: number | undefined;
  readonly collected: number | undefined;
  /** Change of `live` per second since the count before this one; `undefined` at the first. */
  readonly growthPerSecond: number | undefined;
  /** Registered per second since then. */
  readonly createdPerSecond: number | undefined;
  readonly pauseMs: number;
}

/** Follows the instances of one class. */
export interface InstanceTracker {
  readonly className: string;
  /** Makes an instance count, where V8 is not asked: best called in the constructor. Returns it. */
  register<Instance extends object>(instance: Instance): Instance;
  /** Collects garbage, and counts what is left. Takes about 20 ms for each megabyte of heap where V8 is asked. */
  count(): Promise<InstanceCount | NotPerformed>;
  /** Forgets it: from then on nothing is counted, and `count()` says so. */
  stop(): void;
}

/** A constructor of whatever kind. */
export type Constructor = abstract new (...given: never) => object;

/** What trackers work with. */
export interface InstanceSurroundings {
  readonly time: () => number;
  readonly steady: () => number;
  /** Collects all garbage, where that can be done. */
  readonly collect: () => unknown;
  /** Lets the callbacks of the collected come. */
  readonly nextTurn: () => Promise<unknown>;
  /** Counts the instances of a class in the whole heap; absent where the engine cannot. */
  readonly query: ((type: Constructor) => number) | undefined;
  /** Why a walk through the heap is not affordable now; `undefined` where it is. */
  readonly refusal: () => string | undefined;
  readonly stopped: () => void;
}

/** Rates from one count to the next. */
class Pace {
  #time = Number.NaN;
  #live = Number.NaN;
  #created = Number.NaN;

  step(
    steady: number,
    live: number,
    created: number,
  ): Pick<InstanceCount, 'growthPerSecond' | 'createdPerSecond'> {
    const seconds = (steady - this.#time) / 1000;
    const rates = {
      growthPerSecond: known((live - this.#live) / seconds),
      createdPerSecond: known((created - this.#created) / seconds),
    };
    this.#time = steady;
    this.#live = live;
    this.#created = created;
    return rates;
  }
}

function known(rate: number): number | undefined {
  return Number.isFinite(rate) ? rate : undefined;
}

function checkInstance(given: unknown): void {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) {
    throw invalidOption('instance', 'an object', given);
  }
}

/** Asks V8 for all instances: those of subclasses count, and so do those made before tracking began. */
export function queryingTracker(
  type: Constructor,
  query: (type: Constructor) => number,
  { time, steady, refusal, stopped }: InstanceSurroundings,
): InstanceTracker {
  const className = type.name || '(anonymous)';
  const pace = new Pace();
  return {
    className,
    register(instance) {
      checkInstance(instance);
      return instance;
    },
    stop: stopped,
    async count(): Promise<InstanceCount | NotPerformed> {
      const reason = refusal();
      if (reason !== undefined) return { performed: false, reason };
      const begin = steady();
      const live = query(type);
      const end = steady();
      return {
        performed: true,
        className,
        time: time(),
        method: 'query',
        live,
        created: undefined,
        collected: undefined,
        ...pace.step(end, live, Number.NaN),
        pauseMs: end - begin,
      };
    },
  };
}

/** Follows the instances that are registered, and holds none of them. */
export function registeringTracker(
  className: string,
  { time, steady, collect, nextTurn, stopped }: InstanceSurroundings,
): InstanceTracker {
  let created = 0;
  let collected = 0;
  const pace = new Pace();
  const registered = new WeakSet<object>();
  const registry = new FinalizationRegistry(() => {
    collected++;
  });
  return {
    className,
    register(instance) {
      checkInstance(instance);
      if (registered.has(instance)) return instance;
      registered.add(instance);
      registry.register(instance, undefined);
      created++;
      return instance;
    },
    stop: stopped,
    async count(): Promise<InstanceCount> {
      const begin = steady();
      collect();
      const pauseMs = steady() - begin;
      await nextTurn();
      await nextTurn();
      const live = created - collected;
      return {
        performed: true,
        className,
        time: time(),
        method: 'registration',
        live,
        created,
        collected,
        ...pace.step(steady(), live, created),
        pauseMs,
      };
    },
  };
}
