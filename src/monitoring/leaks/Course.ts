import type { LeakReport } from '../../wire/event.ts';
import { durationInWords } from '../quantity.ts';
import type { Evidence } from './Evidence.ts';
import type { Incident } from './Incident.ts';

/** Of what had grown since the onset, so much must be left for the course to go on. */
const remainingShare = 0.25;
/** Growth after a longer rest is another. */
const mostRestMs = 30 * 60_000;
/** A rest that is so many times as long as any before is an end. */
const patience = 2;

/**
 * A leak that pauses: growth that was withdrawn, and went on from the height where it had stopped, is one course. The
 * first rest is told as an end, since a cache that has filled looks like this; later ones are not, unless they last much
 * longer than those before, or memory falls.
 */
export class Course {
  readonly id: string;
  readonly onset: number;
  readonly onsetBytes: number;
  /** The incident that stands while the growth rests; `undefined` while it grows, and where its end was told. */
  resting: Incident | undefined;
  readonly #evidence: Evidence;
  #ascents = 1;
  #longestRestMs = 0;
  #stoppedAt = Number.NaN;
  #reachedBytes = Number.NEGATIVE_INFINITY;

  /** @param first the incident with which it begins */
  constructor(evidence: Evidence, first: Incident) {
    this.#evidence = evidence;
    this.id = first.id;
    this.onset = first.onset;
    this.onsetBytes = first.onsetBytes;
  }

  /** When it stopped growing the last time, in epoch milliseconds. */
  get stoppedAt(): number {
    return this.#stoppedAt;
  }

  /** How often it has grown. */
  get ascents(): number {
    return this.#ascents;
  }

  /** Whether what grows now would be the same course. */
  goesOn(now: number): boolean {
    if (Number.isNaN(this.#stoppedAt)) return true;
    if (now - this.#stoppedAt > mostRestMs) return false;
    const { values } = this.#evidence.series.readings.between(this.#stoppedAt, now);
    const leftBytes = Math.min(this.#reachedBytes, ...values) - this.onsetBytes;
    return leftBytes > remainingShare * (this.#reachedBytes - this.onsetBytes);
  }

  /** Whether a rest is an end. */
  isOver(now: number): boolean {
    return now - this.#stoppedAt > patience * this.#longestRestMs || !this.goesOn(now);
  }

  /** It has stopped growing. @returns whether that is a rest like others before, and no end */
  stop(incident: Incident, since: number, reachedBytes: number, now: number): boolean {
    this.#stoppedAt = since;
    this.#reachedBytes = Math.max(this.#reachedBytes, reachedBytes);
    const stands = this.#ascents > 1 && !this.isOver(now);
    this.resting = stands ? incident : undefined;
    return stands;
  }

  /** It grows again. */
  resume(now: number): void {
    this.#ascents += 1;
    this.#longestRestMs = Math.max(this.#longestRestMs, now - this.#stoppedAt);
    this.#stoppedAt = Number.NaN;
    this.resting = undefined;
  }

  /** What is told of it, as one. */
  told(report: LeakReport): LeakReport {
    const rests = this.#ascents - 1;
    if (rests === 0) return report;
    const times = rests === 1 ? 'once' : `${rests} times`;
    const sentence = `It has rested ${times}, for ${durationInWords(this.#longestRestMs)} at most, and gone on from where it was.`;
    const [grown, ...others] = report.evidence;
    return { ...report, id: this.id, evidence: [grown!, sentence, ...others] };
  }
}
