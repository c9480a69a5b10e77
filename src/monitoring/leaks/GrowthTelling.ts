import type { Configuration } from '../../configuration/Configuration.ts';
import type { LeakReport } from '../../wire/event.ts';
import type { LeakSensitivity } from '../leakCriteria.ts';
import { leakFingerprint } from '../leakFingerprint.ts';
import { settledAt } from './confirmation.ts';
import type { Evidence, LeakMoment } from './Evidence.ts';
import type { Growth } from './growthSearch.ts';
import type { Fall, Incident, Pace } from './Incident.ts';
import { LeakReporter, type ToldConfirmation, type ToldGrowth } from './LeakReporter.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import type { Rise } from './Rise.ts';
import { withoutPace } from './siteWords.ts';

const mostSuspicion = 0.5;
const confirmedConfidence = { holder: 0.99, sites: 0.95, consuming: 0.9, persistent: 0.9 } as const;

/** What is told of growth in one kind of memory: with its fingerprint, its sites and the numbers of now. */
export class GrowthTelling {
  readonly #evidence: Evidence;
  readonly #surroundings: LeakSurroundings;
  readonly #settings: Configuration['leakDetection'];
  readonly #reporter: LeakReporter;

  constructor(evidence: Evidence, surroundings: LeakSurroundings, settings: Configuration['leakDetection']) {
    this.#evidence = evidence;
    this.#surroundings = surroundings;
    this.#settings = settings;
    this.#reporter = new LeakReporter(evidence.series, surroundings, settings);
  }

  /** What the growth would be told as. */
  suspicionOf(growth: Growth, sensitivity: LeakSensitivity, moment: LeakMoment): LeakReport {
    const { points, count, test } = growth.run;
    const { rateBytesPerSecond, grownBytes, spanMs: sinceMs } = test;
    const { significance } = this.#evidence.series.criteria[sensitivity];
    const told: ToldGrowth = {
      id: this.idOf(growth, moment),
      points,
      count,
      bySurvivors: growth.in !== 'readings',
      rateBytesPerSecond,
      grownBytes,
      sinceMs,
      ...this.sitesOf(rateBytesPerSecond, moment),
      confidence: Math.min(mostSuspicion, test.trend.z / (4 * significance)),
    };
    const settled = settledAt(points.times[0]!, moment.startedAt, this.#settings);
    return this.#reporter.suspicion(told, moment, settled);
  }

  /** The fingerprint that growth would be told under. */
  idOf(growth: Growth, moment: LeakMoment): string {
    const overdueId = this.#surroundings.overdueId?.();
    if (overdueId !== undefined) return overdueId;
    const { times } = growth.run.points;
    const { sites } = this.sitesOf(growth.run.test.rateBytesPerSecond, moment);
    const resource = this.#evidence.series.particulars?.(times[0]!, times.at(-1)!).resource;
    const { program } = this.#surroundings;
    return leakFingerprint(this.#evidence.series.memory, sites, { resource, program });
  }

  /** Who allocates what grows so fast. */
  sitesOf(rateBytesPerSecond: number, { now }: LeakMoment): Pick<ToldGrowth, 'sites' | 'sitesSince'> {
    const { sites } = this.#evidence;
    return {
      sites: sites?.culprits(now, rateBytesPerSecond) ?? [],
      sitesSince: sites?.observedSince(now) ?? Number.NaN,
    };
  }

  /** What is told of an incident, with the numbers of now. */
  reportOf(
    incident: Incident,
    rise: Rise,
    moment: LeakMoment,
    confirmation: ToldConfirmation | undefined = incident.confirmation,
  ): LeakReport {
    const { id, onset, report, missing } = incident;
    const { points, count, rateBytesPerSecond } = rise;
    const seen = this.sitesOf(rateBytesPerSecond, moment);
    const told: ToldGrowth = {
      id,
      points,
      count,
      bySurvivors: incident.in !== 'readings',
      rateBytesPerSecond,
      ...rise.told,
      // What has become too large to be looked at still has the culprits that it had.
      ...(seen.sites.length > 0 ? seen : { sites: withoutPace(report.sites), sitesSince: Number.NaN }),
      confidence: confirmation ? confirmedConfidence[confirmation.basis] : report.confidence,
    };
    return confirmation
      ? this.#reporter.confirmation(told, this.#withPresentExcess(confirmation), moment)
      : this.#reporter.suspicion(told, moment, settledAt(onset, moment.startedAt, this.#settings), missing);
  }

  /** A holder beyond its bound goes on to fill. */
  #withPresentExcess(confirmation: ToldConfirmation): ToldConfirmation {
    const { excess } = confirmation;
    const exceeded = excess && this.#surroundings.holders?.exceeded;
    return { ...confirmation, excess: exceeded?.find(({ name }) => name === excess?.name) ?? excess };
  }

  /** What stands of growth that has come down since, and is not over yet. @param report what was told last */
  fallen(report: LeakReport, fall: Fall): LeakReport {
    return this.#reporter.fallen(report, fall);
  }

  /** That an incident is over, which has not grown since a time. */
  end(incident: Incident, pace: Pace, since: number, now: number): LeakReport {
    const fall = incident.fall(now);
    const height = incident.height(since);
    return this.#reporter.withdrawal(incident.report, {
      ...pace,
      stoppedForMs: now - (fall?.since ?? since),
      height,
      fall,
    });
  }
}
