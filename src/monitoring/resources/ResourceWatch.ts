import type { Configuration } from '../../configuration/Configuration.ts';
import type { OpenResources, ResourceCounter } from '../../sampling/ResourceCounter.ts';
import type { LeakReport } from '../../wire/event.ts';
import { column } from '../../wire/sample.ts';
import { isMoreSensitive, type LeakSensitivity } from '../leakCriteria.ts';
import { type MemoryRoom, roomOf } from '../leaks/exhaustion.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import { ForgottenSockets } from './ForgottenSockets.ts';
import { ResourceCase } from './ResourceCase.ts';
import { ResourceCounts } from './ResourceCounts.ts';
import type { Descriptors } from './resourceEnd.ts';
import { descriptorType, resourceTypeOf, socketType } from './resourceTypes.ts';

/** Settings of a {@link ResourceWatch}, and what it goes by. */
export interface ResourceWatchOptions {
  readonly counter: ResourceCounter;
  readonly settings: Configuration['leakDetection'];
  /** Native memory over time. */
  readonly native: MinimumSeries;
  /** What names the program in the ids of its leaks. */
  readonly program?: string | undefined;
  /** Milliseconds from anywhere that never go back, to see what counting costs. @default performance.now */
  readonly now?: (() => number) | undefined;
}

interface Watched {
  readonly counts: ResourceCounts;
  readonly leak: ResourceCase;
}

const shortestMs = 9500;
/** Counting takes at most a five-thousandth of the time. */
const costFactor = 5000;
const mostTypes = 64;
const descriptorKey = keyOf({ kind: 'handle', type: descriptorType });
const steadyNow: () => number = performance.now.bind(performance);

/**
 * Looks for what is opened and never closed: worker threads that are not terminated, sockets, timers, watchers, files.
 * They leak by their number, often long before their bytes show. Counts every 10 s, or less often where there is so much
 * to count that it would take more than 0.02 % of the time.
 */
export class ResourceWatch {
  readonly #options: ResourceWatchOptions;
  readonly #now: () => number;
  readonly #watched: Map<string, Watched> = new Map();
  #startedAt = Number.NaN;
  #countedAt = Number.NaN;
  #tookMs = Number.POSITIVE_INFINITY;
  #dueAt = Number.NEGATIVE_INFINITY;
  #room: MemoryRoom | undefined;

  constructor(options: ResourceWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? steadyNow;
  }

  /** Bytes of the counts that are kept. */
  get heldBytes(): number {
    let bytes = 0;
    for (const { counts } of this.#watched.values()) bytes += counts.heldBytes;
    return bytes;
  }

  /** What is told at present, a leak each. */
  get reports(): readonly LeakReport[] {
    return [...this.#watched.values()].flatMap(({ leak }) => leak.report ?? []);
  }

  /**
   * What is told at present, and what would be told next, with that sensitivity. What is told stands at a higher one, and
   * at a lower one where there are enough of them for that. Changes nothing.
   */
  reportsAt(sensitivity: LeakSensitivity): readonly LeakReport[] {
    const stands = !isMoreSensitive(this.#options.settings.sensitivity, sensitivity);
    return [...this.#watched.values()].flatMap(({ leak }) => {
      if (leak.report && stands) return leak.report;
      const suspicion = leak.suspicion(this.#startedAt, this.#countedAt, sensitivity);
      return (suspicion && leak.report) ?? suspicion ?? [];
    });
  }

  /**
   * Handles whose number grows steadily and of which nothing is told: timers, for the most part; sockets come with any load,
   * and a descriptor has no object. Changes nothing.
   */
  get growing(): readonly LeakReport[] {
    return [...this.#watched.values()].flatMap(({ counts, leak }) => {
      const isTelling = counts.kind === 'handle' && counts.descriptorsEach === 0;
      return (isTelling && leak.growing(this.#startedAt, this.#countedAt)) || [];
    });
  }

  /** Takes a sample, whose time is the clock; counts if that is due, and returns what is to be told. */
  addSample(row: ArrayLike<number>): readonly LeakReport[] {
    const time = row[column.time]!;
    if (Number.isNaN(this.#startedAt)) this.#startedAt = time;
    if (time < this.#dueAt) return [];
    this.#countedAt = time;
    this.#room = roomOf(row);
    const begin = this.#now();
    const open = this.#options.counter.count();
    const tookMs = this.#now() - begin;
    // A thread that had to wait for a core says nothing of the next count.
    const usualMs = Math.min(tookMs, this.#tookMs);
    this.#tookMs = tookMs;
    this.#dueAt = time + Math.max(shortestMs, costFactor * usualMs);
    this.#take(time, open);
    return this.#look(time);
  }

  #take(time: number, open: readonly OpenResources[]): void {
    const byKey = new Map(open.map((each) => [keyOf(each), each]));
    for (const [key, each] of byKey) if (!this.#watched.has(key)) this.#watch(key, each);
    for (const [key, { counts }] of this.#watched) {
      const each = byKey.get(key);
      counts.add(time, each?.count ?? 0, each);
    }
  }

  #watch(key: string, open: OpenResources): void {
    const about = resourceTypeOf(open);
    if (about === undefined || this.#watched.size >= mostTypes) return;
    const { settings, native, program } = this.#options;
    const counts = new ResourceCounts(open, about);
    // What is seen for the first time was not there before.
    if (this.#dueAt > this.#startedAt + shortestMs) counts.add(this.#startedAt, 0);
    const held = (sinceMs: number, now: number): number => this.#held(open.type, sinceMs, now);
    const room = (): MemoryRoom | undefined => this.#room;
    const descriptors = (): Descriptors | undefined => this.#descriptors();
    const sockets = open.type === socketType ? new ForgottenSockets(this.#options.counter) : undefined;
    const options = { counts, settings, native, held, program, room, descriptors, sockets };
    this.#watched.set(key, { counts, leak: new ResourceCase(options) });
  }

  #look(time: number): readonly LeakReport[] {
    const reports: LeakReport[] = [];
    for (const { leak } of this.#watched.values()) {
      const report = leak.look(this.#startedAt, time);
      if (report) reports.push(report);
    }
    return reports;
  }

  #descriptors(): Descriptors | undefined {
    const limit = this.#options.counter.descriptorLimit?.();
    if (limit === undefined) return undefined;
    return { limit, open: this.#watched.get(descriptorKey)?.counts.count ?? Number.NaN };
  }

  #held(type: string, sinceMs: number, now: number): number {
    let held = 0;
    for (const { counts } of this.#watched.values()) {
      const each = counts.about.includes[type] ?? 0;
      const { values } = each > 0 ? counts.between(sinceMs, now) : { values: [] };
      if (values.length > 0) held += each * Math.max(0, values.at(-1)! - values[0]!);
    }
    return held;
  }
}

function keyOf({ kind, type }: Pick<OpenResources, 'kind' | 'type'>): string {
  return `${kind} ${type}`;
}
