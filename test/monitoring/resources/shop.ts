import type { Configuration } from '../../../src/configuration/Configuration.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
import { ResourceWatch } from '../../../src/monitoring/resources/ResourceWatch.ts';
import type { OpenResources, PickedSockets, ResourceCounter } from '../../../src/sampling/ResourceCounter.ts';
import type { LeakReport } from '../../../src/wire/event.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch } from '../simulation.ts';

/** What is open at some second. */
export type OpenAt = (second: number) => readonly OpenResources[];

/** A report, and the second at which it came. */
export interface ToldReport {
  readonly second: number;
  readonly report: LeakReport;
}

const settings: Configuration['leakDetection'] = {
  enabled: true,
  sensitivity: 'medium',
  windowSize: 100,
  growthThreshold: 0.1,
  confirmAfter: 900_000,
  holdersDeclared: false,
  snapshots: { enabled: false, interval: 120_000, maxPause: 10_000 },
};

/** Handles of one type. */
export function handles(type: string, count: number): OpenResources {
  return { kind: 'handle', type, count: Math.round(count) };
}

/** A watch over a process that opens things, with a clock that can be set back to see what counting costs. */
export class Shop {
  readonly native: MinimumSeries = new MinimumSeries({ size: 400, blockMs: 0 });
  readonly watch: ResourceWatch;
  counts = 0;
  /** How long one count takes, in milliseconds. */
  countMs = 0.02;
  #second = 0;
  #steadyMs = 0;
  #open: readonly OpenResources[] = [];

  /**
   * @param descriptorLimit how many descriptors may be open
   * @param pickSockets looks at sockets one by one; nobody does where it is absent
   */
  constructor(
    own: Partial<Configuration['leakDetection']> = {},
    descriptorLimit?: number,
    pickSockets?: (newest: number) => PickedSockets,
  ) {
    const counter: ResourceCounter = {
      count: () => {
        this.counts += 1;
        this.#steadyMs += this.countMs;
        return this.#open;
      },
      descriptorLimit: () => descriptorLimit,
      ...(pickSockets && { pickSockets }),
      close: () => {},
    };
    this.watch = new ResourceWatch({
      counter,
      settings: { ...settings, ...own },
      native: this.native,
      now: () => this.#steadyMs,
    });
  }

  /** Runs on until that second, with a sample each 5 s; native memory is in bytes. */
  run(toSecond: number, open: OpenAt, native: (second: number) => number = () => 42e6): ToldReport[] {
    const told: ToldReport[] = [];
    for (; this.#second <= toSecond; this.#second += 5) {
      const second = this.#second;
      const time = epoch + second * 1000;
      this.#open = open(second);
      if (second % 20 === 0) this.native.add(time, native(second));
      for (const report of this.watch.addSample(toRow({ time }))) told.push({ second, report });
    }
    return told;
  }
}

/** The levels told, with their seconds. */
export function levels(told: readonly ToldReport[]): string[] {
  return told.map(({ second, report }) => `${report.level} at ${second} s`);
}
