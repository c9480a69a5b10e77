import { invalidOption } from '../../TidemarkError.ts';
import type { RetainedPerWork } from '../../wire/event.ts';
import type { FaultLog } from '../FaultLog.ts';
import { RouteCounter } from './RouteCounter.ts';
import { WorkCounter } from './WorkCounter.ts';
import type { WorkLedger } from './WorkLedger.ts';

/** What {@link Work} works with. */
export interface WorkOptions {
  /** What a unit that the application records is called. */
  readonly unit: string;
  /** Whether requests are counted. */
  readonly requests: boolean;
  /** Calls back for each request that begins, until the function is called that it returns. */
  readonly eachRequest: (begun: () => void) => () => void;
  readonly faults: FaultLog;
}

/**
 * How much work was done when: units that the application records, or, where it records none, the HTTP requests that the
 * process serves.
 */
export class Work implements WorkLedger {
  readonly #recorded: WorkCounter;
  readonly #requested: WorkCounter = new WorkCounter('request');
  readonly #eachRequest: WorkOptions['eachRequest'] | undefined;
  readonly #faults: FaultLog;
  readonly #requests: boolean;
  /** Made when the first request has told its route. */
  #routes: RouteCounter | undefined;
  #stopCounting: (() => void) | undefined;

  constructor({ unit, requests, eachRequest, faults }: WorkOptions) {
    this.#recorded = new WorkCounter(unit);
    this.#eachRequest = requests ? eachRequest : undefined;
    this.#requests = requests;
    this.#faults = faults;
  }

  /** Bytes that the memory of the counts takes. */
  get heldBytes(): number {
    return this.#recorded.heldBytes + this.#requested.heldBytes + (this.#routes?.heldBytes ?? 0);
  }

  /** Requests so far whose route was told, by route: fifty at most, the others as `other`. */
  get requestsByRoute(): ReadonlyMap<string, number> {
    return this.#routes?.totals ?? new Map();
  }

  /** Begins to count requests, where that is wanted. Does nothing where it is done already. */
  start(): void {
    this.#stopCounting ??= this.#eachRequest?.(this.#requested.record);
  }

  /** Counts requests no more. */
  stop(): void {
    this.#stopCounting?.();
    this.#stopCounting = undefined;
  }

  /** Counts units of the application's own. Never throws: what is no count is left out, and told by {@link FaultLog.misuse}. */
  record(count: number = 1): void {
    if (typeof count === 'number' && count >= 0 && Number.isFinite(count)) this.#recorded.record(count);
    else this.#faults.misuse('recordWork', invalidOption('count', 'a number of 0 or more', count));
  }

  /**
   * Tells the route of a request, which is counted as a request already: method and pattern, `GET /users/:id`; `undefined`
   * where it has none. Never throws.
   */
  readonly recordRoute = (route: string | undefined): void => {
    if (!this.#requests) return;
    this.#routes ??= new RouteCounter();
    this.#routes.record(route);
  };

  /** Notes the counts of this time, in epoch milliseconds. */
  sample(time: number): void {
    this.#recorded.sample(time);
    this.#requested.sample(time);
    this.#routes?.sample(time);
  }

  retained(times: readonly number[], bytes: readonly number[]): RetainedPerWork | undefined {
    if (this.#recorded.total > 0) return this.#recorded.retained(times, bytes);
    const whole = this.#requested.retained(times, bytes);
    const routes = (whole && this.#routes?.retained(times, bytes)) ?? [];
    return whole && routes.length > 0 ? { ...whole, routes } : whole;
  }
}
