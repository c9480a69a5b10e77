import type { GrowthPattern } from '../analysis/growthPattern.ts';
import { SampleHistory } from '../sampling/SampleHistory.ts';
import { invalidOption } from '../TidemarkError.ts';
import { column, type MemorySample, type SampleRow } from '../wire/sample.ts';
import { checkedAnalyzerOptions, checkedSample, checkSamples } from './checkedSample.ts';
import { OutOfMemoryWatch } from './forecast/OutOfMemoryWatch.ts';
import type { OutOfMemoryPrediction } from './forecast/outOfMemory.ts';
import { type LeakHistory, LeakReplay } from './LeakReplay.ts';
import { betweenLooksMs, type LeakSensitivity, leakCriteria } from './leakCriteria.ts';
import type {
  ByteField,
  Collections,
  MemoryFigures,
  MemorySummary,
  MemoryTrend,
  OutOfMemoryAlarm,
} from './MemorySummary.ts';
import { type MonitorSettings, type MonitorSettingsOptions, monitorSettings } from './monitorSettings.ts';
import { SampleFigures } from './SampleFigures.ts';
import { ThresholdReplay } from './thresholds/ThresholdReplay.ts';

/** Settings of a {@link MemoryAnalyzer}: those of the monitor that would have watched. */
export interface MemoryAnalyzerOptions {
  /** All thresholds, as in the configuration. */
  readonly thresholds?: MonitorSettingsOptions['thresholds'];
  /** Settings of leak detection, as in the configuration. */
  readonly leakDetection?: MonitorSettingsOptions['leakDetection'];
}

const sensitivities = Object.keys(leakCriteria) as LeakSensitivity[];

/**
 * The door to analysis: what samples of one process tell, live or recorded. They are shown to the same detector,
 * thresholds and forecast that run live, at the pace of their own time, so the answers are those that a monitor would
 * have given, and when; uptime counts from the first sample. Nothing is told to anybody.
 *
 * Holds no samples: of each counter 512 points of its lower outline, whatever the length, and the windows of the detector.
 */
export class MemoryAnalyzer {
  readonly #settings: MonitorSettings;
  readonly #figures: SampleFigures = new SampleFigures();
  readonly #leaks: Readonly<Record<LeakSensitivity, LeakReplay>>;
  readonly #thresholds: ThresholdReplay;
  readonly #outOfMemory: OutOfMemoryWatch;
  readonly #outOfMemoryAlarms: OutOfMemoryAlarm[] = [];
  #lastLook = Number.NEGATIVE_INFINITY;

  /**
   * @param samples of one process, oldest first: the history of a monitor, of which the samples at full resolution are
   * read, or any others; more may be added
   * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
   */
  constructor(
    samples: SampleHistory | Iterable<MemorySample | SampleRow> = [],
    options: MemoryAnalyzerOptions = {},
  ) {
    if (!(samples instanceof SampleHistory)) checkSamples(samples);
    this.#settings = monitorSettings(checkedAnalyzerOptions(options));
    const { leakDetection, thresholds } = this.#settings;
    this.#leaks = Object.fromEntries(
      sensitivities.map((sensitivity) => [sensitivity, new LeakReplay({ ...leakDetection, sensitivity })]),
    ) as Record<LeakSensitivity, LeakReplay>;
    this.#thresholds = new ThresholdReplay(thresholds);
    this.#outOfMemory = new OutOfMemoryWatch(this.#leaks[leakDetection.sensitivity].readings);
    for (const sample of samples instanceof SampleHistory ? samples.samples() : samples) this.add(sample);
  }

  /** Samples taken in. */
  get length(): number {
    return this.#figures.length;
  }

  /**
   * Takes the next sample. One that has no time, or is not later than the one before, is left out and counted.
   *
   * @throws TidemarkError `INVALID_OPTION` where it is no sample at all
   */
  add(sample: MemorySample | SampleRow): void {
    const row = checkedSample(sample);
    const taken = this.#figures.add(row);
    if (taken === undefined) return;
    const { reading } = taken;
    for (const sensitivity of sensitivities) {
      if (reading !== undefined) this.#leaks[sensitivity].addReading(reading);
      this.#leaks[sensitivity].addSample(row);
    }
    this.#thresholds.addSample(row);
    this.#outOfMemory.addSample(row);
    const time = row[column.time]!;
    if (time - this.#lastLook < betweenLooksMs) return;
    this.#lastLook = time;
    const estimate = this.#outOfMemory.look();
    if (estimate !== undefined) this.#outOfMemoryAlarms.push({ time, estimate });
  }

  /**
   * What the growth of a counter looks like, after the first 90 s where there are more than four minutes: every process
   * grows when it starts.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  growthPattern(field: ByteField = 'liveBytes'): GrowthPattern {
    return this.#figures.growthPattern(field);
  }

  /**
   * A robust line through a counter's lower outline, likewise after the first 90 s; `undefined` with fewer than six
   * points. The interval allows for noise and its autocorrelation, not for a future change of pace.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  trend(field: ByteField = 'liveBytes'): MemoryTrend | undefined {
    return this.#figures.trend(field);
  }

  /**
   * What the live detector would have said and when, and its verdict as of the last sample.
   *
   * @param sensitivity that of the settings where it is left out
   * @throws TidemarkError `INVALID_OPTION`
   */
  detectLeak(sensitivity: LeakSensitivity = this.#settings.leakDetection.sensitivity): LeakHistory {
    if (!Object.hasOwn(leakCriteria, sensitivity)) {
      throw invalidOption('sensitivity', 'one of "low", "medium", "high"', sensitivity);
    }
    return this.#leaks[sensitivity].history();
  }

  /** When memory runs out, counted from the last sample, with a 90 % interval; or why that cannot be said. */
  predictOutOfMemory(): OutOfMemoryPrediction {
    return this.#outOfMemory.predict();
  }

  /** Major collections, as far as changes of the live size and of the process's own count tell of them. */
  collections(): Collections {
    return this.#figures.collections();
  }

  /** What the samples come to, before anything is judged; `undefined` before the first sample. */
  figures(): MemoryFigures | undefined {
    return this.#figures.figures();
  }

  /** Everything but the verdict on leaks, for which there is {@link detectLeak}; `undefined` before the first sample. */
  summary(): MemorySummary | undefined {
    const figures = this.#figures.figures();
    return (
      figures && {
        ...figures,
        thresholds: this.#thresholds.levels(),
        outOfMemoryAlarms: this.#outOfMemoryAlarms.slice(),
      }
    );
  }
}
