import { TidemarkError } from '../../TidemarkError.ts';
import type { Incident } from '../../wire/incident.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { type HistoryQuestion, ProcessCourse } from './ProcessCourse.ts';
import type { EndedHub, TopProcess } from './TopProcess.ts';

/** What of a hub is asked: a `HubClient`, or a stand-in. */
export interface HubQuestions {
  readonly path: string;
  knownProcesses(): Promise<readonly ProcessSummary[]>;
  history(id: string, question: HistoryQuestion & { readonly statistic: 'mean' }): Promise<HistoryAnswer>;
  incidents(): Promise<readonly Incident[]>;
}

/** How a hub is: not heard of yet, answering, standing still, ended. */
export type HubState = 'unknown' | 'answering' | 'stalled' | 'ended';

interface Known {
  readonly summary: ProcessSummary;
  readonly course: ProcessCourse;
}

/** However rarely its processes take samples, a hub that ends is noticed within this time. */
const longestQuietMs = 5000;
const gone = ['ECONNREFUSED', 'ENOENT'];

/** One hub, or one process that serves itself, looked at no more often than it has news. */
export class WatchedHub {
  readonly #hub: HubQuestions;
  #known: readonly Known[] = [];
  #incidents: readonly Incident[] = [];
  #state: HubState = 'unknown';
  #since = Number.NaN;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(hub: HubQuestions) {
    this.#hub = hub;
  }

  get state(): HubState {
    return this.#state;
  }

  /** When it ended, and with what application; `undefined` while it has not. */
  get ended(): EndedHub | undefined {
    if (this.#state !== 'ended') return undefined;
    const main = this.#known.find(({ summary }) => summary.identity.role === 'main') ?? this.#known[0];
    if (main === undefined) return undefined;
    const { name, pid } = main.summary.identity;
    return { time: this.#since, name, pid };
  }

  /** Asks for what is new since the last look. Never throws: a hub that is gone, or stands still, is so by its state. */
  async look(now: number): Promise<void> {
    if (this.#isLooking || !this.#isDue(now)) return;
    this.#isLooking = true;
    try {
      await this.#ask(now);
      this.#lookedAt = now;
      this.#state = 'answering';
    } catch (error) {
      this.#fail(error, now);
    } finally {
      this.#isLooking = false;
    }
  }

  /** Its socket is no longer there. */
  vanished(now: number): void {
    if (this.#state !== 'unknown' && this.#state !== 'ended') this.#become('ended', now);
  }

  processes(): TopProcess[] {
    return this.#known.map(({ summary: { identity, state, exit }, course }) => ({
      key: `${this.#hub.path} ${identity.id} ${identity.startedAt}`,
      identity,
      state: state === 'gone' ? 'gone' : this.#stateOf(state),
      exit,
      unansweredSince: this.#state === 'answering' ? undefined : this.#since,
      row: course.row,
      trend: course.trend,
      events: course.events,
      incidents: this.#incidents.filter(({ processId }) => processId === identity.id),
    }));
  }

  #stateOf(told: 'live' | 'silent'): TopProcess['state'] {
    if (this.#state === 'ended') return 'unwatched';
    return this.#state === 'stalled' ? 'silent' : told;
  }

  #isDue(now: number): boolean {
    if (this.#state !== 'answering' || now - this.#lookedAt >= longestQuietMs) return true;
    return this.#known.some(({ summary, course }) => summary.state !== 'gone' && course.isDue(now));
  }

  async #ask(now: number): Promise<void> {
    const summaries = await this.#hub.knownProcesses();
    const before = this.#known;
    const known = summaries.map((summary) => {
      const { id, startedAt } = summary.identity;
      const same = before.find(
        ({ summary: { identity } }) => identity.id === id && identity.startedAt === startedAt,
      );
      return { summary, course: same?.course ?? new ProcessCourse(summary.identity), last: same?.summary };
    });
    const news = await Promise.all(
      known.map(async ({ summary, course, last }) => {
        const isNews = summary.state !== last?.state;
        if (!isNews && (summary.state === 'gone' || !course.isDue(now))) return false;
        const answers = await Promise.all(
          course
            .questions(now, summary.exit?.time)
            .map((question) => this.#hub.history(summary.identity.id, { ...question, statistic: 'mean' })),
        );
        return course.take(answers) || isNews;
      }),
    );
    // Incidents are made of events: without a new one there is none.
    if (news.includes(true)) this.#incidents = await this.#hub.incidents();
    this.#known = known;
  }

  #fail(error: unknown, now: number): void {
    // A process may have been forgotten between two questions: the next look knows.
    if (error instanceof TidemarkError && error.code === 'NOT_FOUND') return;
    const reason = (error as { cause?: NodeJS.ErrnoException }).cause?.code ?? '';
    if (this.#state === 'unknown') return;
    if (gone.includes(reason)) this.#become('ended', now);
    else if (this.#state !== 'ended') this.#become('stalled', now);
  }

  #become(state: HubState, now: number): void {
    if (this.#state === state) return;
    if (this.#state === 'answering' || Number.isNaN(this.#since)) this.#since = now;
    this.#state = state;
  }
}
