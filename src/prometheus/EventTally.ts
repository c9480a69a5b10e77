import type { LeakReport, MemoryEvent } from '../wire/event.ts';
import type { Recycling, StrategyApplied } from '../wire/response.ts';
import type { Readings } from './Readings.ts';

const memories: readonly LeakReport['memory'][] = ['heap', 'external', 'native'];
const openStates = ['suspected', 'confirmed'] as const;
const allStates = [...openStates, 'withdrawn'] as const;
/** Leaks that are told apart; all are counted. */
const mostTold = 8;
const mostOpen = 256;
/** Routes of each leak that are told apart. */
const mostRoutes = 3;
/** Names of strategies that are told apart; those of the application may be made of anything. */
const mostStrategies = 24;
const longestLabel = 64;

/** What events come to: the leaks that are open, and counts since counting began. Bounded, whatever comes. */
export class EventTally {
  readonly #open: Map<string, LeakReport> = new Map();
  readonly #verdicts: Record<LeakReport['level'], number> = { suspected: 0, confirmed: 0, withdrawn: 0 };
  readonly #strategies: Map<string, { readonly runs: Map<string, number>; freedBytes: number }> = new Map();
  readonly #recyclings: Map<string, { readonly labels: Record<string, string>; count: number }> = new Map();

  /** Takes an event in; those that nothing is counted of change nothing. */
  take(event: MemoryEvent): void {
    switch (event.type) {
      case 'memory:leak_suspected':
      case 'memory:leak_confirmed':
      case 'memory:leak_withdrawn':
        this.#takeLeak(event.payload);
        break;
      case 'memory:strategy_applied':
        this.#takeStrategy(event.payload);
        break;
      case 'memory:recycling':
        this.#takeRecycling(event.payload);
        break;
    }
  }

  /** Adds what has been counted so far. */
  addTo(readings: Readings): void {
    const open = [...this.#open].map(([fingerprint, report]) => ({ ...report, fingerprint }));
    for (const memory of memories) {
      for (const state of openStates) {
        const count = open.filter((leak) => leak.memory === memory && leak.level === state).length;
        readings.add('tidemark_leaks', count, { memory, state });
      }
    }
    const fastest = open.sort((one, other) => other.rateBytesPerSecond - one.rateBytesPerSecond);
    for (const leak of fastest.slice(0, mostTold)) {
      const { fingerprint, memory, level, rateBytesPerSecond, grownBytes, work } = leak;
      const labels = { fingerprint, memory, state: level };
      readings.add('tidemark_leak_growth_bytes_per_second', rateBytesPerSecond, labels);
      readings.add('tidemark_leak_grown_bytes', grownBytes, labels);
      for (const { route, bytes } of work?.routes?.slice(0, mostRoutes) ?? []) {
        readings.add('tidemark_leak_bytes_per_request', bytes, { ...labels, route });
      }
    }
    for (const state of allStates) {
      readings.add('tidemark_leak_verdicts_total', this.#verdicts[state], { state });
    }
    for (const [strategy, { runs, freedBytes }] of this.#strategies) {
      for (const [result, count] of runs) {
        readings.add('tidemark_strategy_runs_total', count, { strategy, result });
      }
      readings.add('tidemark_strategy_freed_bytes_total', freedBytes, { strategy });
    }
    for (const { labels, count } of this.#recyclings.values()) {
      readings.add('tidemark_recyclings_total', count, labels);
    }
  }

  #takeLeak(report: LeakReport): void {
    const { level } = report;
    const id = report.id.slice(0, longestLabel);
    if (level === 'withdrawn') this.#open.delete(id);
    else if (this.#open.has(id) || this.#open.size < mostOpen) this.#open.set(id, report);
    this.#verdicts[level] += 1;
  }

  #takeStrategy({ strategy, result = 'unknown', measured, freedBytes = 0 }: StrategyApplied): void {
    const given = strategy.slice(0, longestLabel);
    const isTold = this.#strategies.has(given) || this.#strategies.size < mostStrategies;
    const name = isTold ? given : 'other';
    const account = this.#strategies.get(name) ?? { runs: new Map(), freedBytes: 0 };
    this.#strategies.set(name, account);
    account.runs.set(result, (account.runs.get(result) ?? 0) + 1);
    if (measured) account.freedBytes += Math.max(0, freedBytes);
  }

  #takeRecycling({ kind, step }: Recycling): void {
    const account = this.#recyclings.get(`${kind} ${step}`) ?? { labels: { kind, step }, count: 0 };
    this.#recyclings.set(`${kind} ${step}`, account);
    account.count += 1;
  }
}
