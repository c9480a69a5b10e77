import type { Configuration } from '../../configuration/Configuration.ts';
import type { Collector } from '../../sampling/Collector.ts';
import type { LiveReading } from '../../sampling/MemorySource.ts';
import { column, type SampleRow } from '../../wire/sample.ts';
import type { GentleCost, ProbeCost } from '../MonitorCost.ts';
import type { SiteWatch } from '../SiteWatch.ts';
import type { ProbeAction, ProbeDecision, ProbeMoment } from './ProbeDecision.ts';
import { ProbeSchedule } from './ProbeSchedule.ts';

/** So many looks in a row that V8 was faster than are no chance. */
const tellingLostLooks = 3;

type Action = (schedule: ProbeSchedule, collector: Collector, moment: ProbeMoment) => void;

/**
 * Makes the collections that a {@link ProbeSchedule} asks for, and keeps account of them. While allocations are sampled
 * a look at them is the probe, because it forces a collection anyway.
 */
export class Prober {
  readonly #maxPauseMs: number;
  readonly #collector: Collector | undefined;
  readonly #sites: Pick<SiteWatch, 'sampling' | 'look'> | undefined;
  /** `undefined` where no probe will ever be made. */
  #schedule: ProbeSchedule | undefined;
  #gentle: boolean;
  #gentleLook: boolean;
  #gentleRefusal: string | undefined;
  #refusal: string | undefined;
  #count = 0;
  #pauseMs = 0;
  #longestPauseMs = 0;
  #requests = 0;
  #cpuMs = 0;
  #gentlePauseMs = 0;
  #longestGentleMs = 0;
  #loopUse = Number.NaN;

  /** @param collector `undefined` where the source cannot force collections */
  constructor(
    { mode, maxPause, gentle }: Configuration['probes'],
    collector: Collector | undefined,
    sites?: Pick<SiteWatch, 'sampling' | 'look'>,
  ) {
    this.#maxPauseMs = maxPause;
    this.#collector = collector;
    this.#sites = sites;
    this.#gentle = gentle && collector?.collectGently !== undefined;
    this.#gentleLook = this.#gentle && collector?.markGently !== undefined;
    if (!gentle) this.#gentleRefusal = 'that is turned off (probes.gentle).';
    if (mode === 'off') this.#refusal = 'Probes are turned off, by probes.mode or by leakDetection.enabled.';
    else if (!collector) this.#refusal = 'The source of the samples cannot force collections.';
    else this.#schedule = new ProbeSchedule({ mode, maxPauseMs: maxPause });
  }

  /** For how long forced collections have paused so far, in milliseconds. */
  get pauseMs(): number {
    return this.#pauseMs;
  }

  /** What forced collections have cost so far. */
  get cost(): ProbeCost {
    return {
      count: this.#count,
      pauseMs: this.#pauseMs,
      longestPauseMs: this.#longestPauseMs,
      refusal: this.#refusal,
    };
  }

  /** What gentle collections have cost so far. */
  get gentleCost(): GentleCost {
    return {
      count: this.#requests,
      cpuMs: this.#cpuMs,
      pauseMs: this.#gentlePauseMs,
      longestPauseMs: this.#longestGentleMs,
    };
  }

  /** The share of the time between the last two samples in which the event loop was busy; `NaN` where no probe is ever made. */
  get loopUse(): number {
    return this.#loopUse;
  }

  /** Takes a reading, whatever made the collection. */
  addReading(reading: LiveReading): void {
    this.#schedule?.addReading(reading);
  }

  /** Whether looks would be made now, so that allocations are worth sampling. */
  allowsLook(row: SampleRow): boolean {
    const moment = { usedBytes: usedBytesOf(row), gentleLook: this.#gentleLook };
    return this.#schedule?.allowsLook(moment) === true;
  }

  /**
   * Takes a sample, and makes a probe if one is due. Its reading comes from the source, like any other.
   *
   * @param wantsSites whether it is wanted to know who allocates
   */
  addSample(row: SampleRow, suspected: boolean, wantsSites = false): void {
    const collector = this.#collector;
    const schedule = this.#schedule;
    if (schedule === undefined || collector === undefined) return;
    this.#loopUse = collector.loopUse();
    const moment: ProbeMoment = {
      time: row[column.time]!,
      usedBytes: usedBytesOf(row),
      loopUse: this.#loopUse,
      suspected,
      gentle: this.#gentle,
      gentleLook: this.#gentleLook,
      wantsSites,
      sampling: this.#sites?.sampling === true,
    };
    const decision = schedule.decide(moment);
    this.#refusal = this.#refusalOf(decision, schedule, moment);
    if (decision.action !== undefined) this.#actions[decision.action](schedule, collector, moment);
  }

  readonly #actions: Readonly<Record<ProbeAction, Action>> = {
    collect: (schedule, collector) => {
      const collection = collector.collect();
      if (!collection.performed) {
        this.#schedule = undefined;
        this.#refusal = collection.reason;
        return;
      }
      schedule.addCollection(collection);
      this.#count += 1;
      this.#pauseMs += collection.pauseMs;
      this.#longestPauseMs = Math.max(this.#longestPauseMs, collection.pauseMs);
    },
    'collect-gently': (schedule, collector, moment) => {
      const request = collector.collectGently?.((pauseMs) => {
        schedule.addGentlePause(pauseMs);
        this.#pausedGently(pauseMs);
      });
      if (request?.requested !== true) {
        this.#gentle = false;
        this.#gentleRefusal = request?.reason;
        return;
      }
      this.#cpuMs += schedule.addRequest(moment, request.pauseMs);
      this.#pausedGently(request.pauseMs);
      this.#requests += 1;
    },
    look: (schedule, _collector, { time }) => {
      schedule.addLook(time, this.#sites?.look());
    },
    'look-gently': (schedule, collector, moment) => {
      const request = collector.markGently?.(
        () => {
          const look = this.#sites?.look();
          schedule.addGentleLook(look?.time ?? moment.time, look);
        },
        (pauseMs) => {
          schedule.addGentlePause(pauseMs);
          this.#pausedGently(pauseMs);
        },
      );
      if (request?.requested !== true) {
        this.#gentleLook = false;
        return;
      }
      this.#cpuMs += schedule.addRequest(moment, request.pauseMs, true);
      this.#pausedGently(request.pauseMs);
      this.#requests += 1;
    },
  };

  #pausedGently(pauseMs: number): void {
    this.#gentlePauseMs += pauseMs;
    this.#longestGentleMs = Math.max(this.#longestGentleMs, pauseMs);
  }

  #gentleRefusalOf(schedule: ProbeSchedule, moment: ProbeMoment): string {
    const pauseMs = schedule.predictedGentleMs(moment);
    const reason =
      this.#gentleRefusal ??
      (pauseMs > this.#maxPauseMs
        ? `here those end with a pause of about ${Math.round(pauseMs)} ms.`
        : undefined);
    return reason === undefined ? '' : ` None can be made gently: ${reason}`;
  }

  #refusalOf(
    { delay, ofSites }: ProbeDecision,
    schedule: ProbeSchedule,
    moment: ProbeMoment,
  ): string | undefined {
    if (delay === undefined) return lostInWords(schedule.lostLooks);
    if (delay === 'over-budget') return 'The probes so far have used up their share of time.';
    const [what, pauseMs] = ofSites
      ? ['A look at who allocates', schedule.predictedLookMs(moment)]
      : ['A forced collection', schedule.predictedPauseMs(moment)];
    const gentle = this.#gentleRefusalOf(schedule, moment);
    return `${what} would pause for about ${Math.round(pauseMs)} ms; at most ${this.#maxPauseMs} ms are allowed (probes.maxPause).${gentle}`;
  }
}

/** One is lost now and then, which is not worth a word. */
function lostInWords(looks: number): string | undefined {
  if (looks < tellingLostLooks) return undefined;
  return `V8 has ended a collection before the allocations could be looked at, ${looks} times in a row.`;
}

function usedBytesOf(row: SampleRow): number {
  return row[column.oldUsedBytes]! + row[column.newSpaceBytes]!;
}
