import type { Configuration } from '../../src/configuration/Configuration.ts';
import type { DeclaredHolders } from '../../src/monitoring/holders/Holder.ts';
import { LeakDetector } from '../../src/monitoring/LeakDetector.ts';
import { betweenLooksMs } from '../../src/monitoring/leakCriteria.ts';
import { Prober } from '../../src/monitoring/Prober.ts';
import type { AllocationObserver } from '../../src/sampling/AllocationObserver.ts';
import type { Collector } from '../../src/sampling/Collector.ts';
import type { LiveReading } from '../../src/sampling/MemorySource.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { column, type SampleRow } from '../../src/wire/sample.ts';

interface WatchOptions {
  readonly leakDetection: Configuration['leakDetection'];
  readonly probes: Configuration['probes'];
  readonly collector: Collector;
  readonly allocations: AllocationObserver;
  readonly holders: DeclaredHolders | undefined;
}

const betweenSiteLooksMs = 35_000;

/** Drives the detector, the probes and the looks at allocations of one process. */
export class Watch {
  readonly detector: LeakDetector;
  readonly #prober: Prober;
  readonly #allocations: AllocationObserver;
  #lastLook = Number.NEGATIVE_INFINITY;
  #lastSites = Number.NEGATIVE_INFINITY;
  #sampling = false;

  constructor({ leakDetection, probes, collector, allocations, holders }: WatchOptions) {
    this.detector = new LeakDetector(leakDetection, { holders });
    this.#prober = new Prober(probes, collector);
    this.#allocations = allocations;
  }

  addReading(reading: LiveReading): void {
    this.detector.addReading(reading);
    this.#prober.addReading(reading);
  }

  addSample(row: SampleRow): readonly LeakReport[] {
    const time = row[column.time]!;
    this.detector.addSample(row);
    let reports: readonly LeakReport[] = [];
    if (time - this.#lastLook >= betweenLooksMs) {
      this.#lastLook = time;
      reports = this.detector.look();
    }
    this.#observe(time);
    this.#prober.addSample(row, this.detector.suspects);
    return reports;
  }

  #observe(time: number): void {
    const { wantsSites } = this.detector;
    if (wantsSites && !this.#sampling) this.#allocations.start();
    if (!wantsSites && this.#sampling) this.#allocations.stop();
    this.#sampling = wantsSites;
    if (!wantsSites || time - this.#lastSites < betweenSiteLooksMs) return;
    this.#lastSites = time;
    const look = this.#allocations.look();
    if (look) this.detector.addSiteLook(look);
    void this.#allocations.sites().then((sites) => this.detector.setSites(sites));
  }
}
