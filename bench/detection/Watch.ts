import type { Configuration } from '../../src/configuration/Configuration.ts';
import type { DeclaredHolders } from '../../src/monitoring/holders/Holder.ts';
import { LeakDetector } from '../../src/monitoring/LeakDetector.ts';
import { betweenLooksMs } from '../../src/monitoring/leakCriteria.ts';
import { ProbeSchedule } from '../../src/monitoring/ProbeSchedule.ts';
import type { AllocationObserver } from '../../src/sampling/AllocationObserver.ts';
import type { LiveReading } from '../../src/sampling/MemorySource.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { column, type SampleRow } from '../../src/wire/sample.ts';
import type { SimulatedCollector } from './simulator/SimulatedCollector.ts';

interface WatchOptions {
  readonly leakDetection: Configuration['leakDetection'];
  readonly probes: Configuration['probes'];
  readonly collector: SimulatedCollector;
  readonly allocations: AllocationObserver;
  readonly holders: DeclaredHolders | undefined;
}

/** A gentle collection has come by then. */
const gentleMs = 20_000;

/** Drives the detector, the probes and the looks at allocations of one process. */
export class Watch {
  readonly detector: LeakDetector;
  readonly #schedule: ProbeSchedule | undefined;
  readonly #collector: SimulatedCollector;
  readonly #allocations: AllocationObserver;
  #lastLook = Number.NEGATIVE_INFINITY;
  #gentleUntil = Number.NEGATIVE_INFINITY;
  #sampling = false;

  constructor({ leakDetection, probes, collector, allocations, holders }: WatchOptions) {
    const { mode, maxPause: maxPauseMs } = probes;
    this.detector = new LeakDetector(leakDetection, { holders });
    this.#schedule = mode === 'off' ? undefined : new ProbeSchedule({ mode, maxPauseMs });
    this.#collector = collector;
    this.#allocations = allocations;
  }

  addReading(reading: LiveReading): void {
    this.detector.addReading(reading);
    this.#schedule?.addReading(reading);
  }

  addSample(row: SampleRow): readonly LeakReport[] {
    const time = row[column.time]!;
    this.detector.addSample(row);
    let reports: readonly LeakReport[] = [];
    if (time - this.#lastLook >= betweenLooksMs) {
      this.#lastLook = time;
      reports = this.detector.look();
    }
    if (this.#schedule) this.#probe(this.#schedule, row);
    return reports;
  }

  #probe(schedule: ProbeSchedule, row: SampleRow): void {
    const { wantsSites, suspects: suspected } = this.detector;
    if (wantsSites && !this.#sampling) this.#allocations.start();
    if (!wantsSites && this.#sampling) this.#allocations.stop();
    this.#sampling = wantsSites;
    const time = row[column.time]!;
    const usedBytes = row[column.oldUsedBytes]! + row[column.newSpaceBytes]!;
    const loopUse = this.#collector.loopUse();
    const decision = schedule.decide({ time, usedBytes, loopUse, suspected });
    if (decision === 'too-long' && time > this.#gentleUntil) {
      this.#gentleUntil = time + gentleMs;
      this.#collector.collectGently();
    }
    if (decision !== 'probe') return;
    const look = this.#sampling ? this.#allocations.look() : undefined;
    if (look === undefined) {
      const collection = this.#collector.collect();
      if (collection.performed) schedule.addProbe(collection);
      return;
    }
    schedule.addProbe({ pauseMs: look.pauseMs, cpuMs: look.pauseMs });
    this.detector.addSiteLook(look);
    void this.#allocations.sites().then((sites) => this.detector.setSites(sites));
  }
}
