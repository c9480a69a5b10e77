import type { Configuration } from '../../configuration/Configuration.ts';
import { callSafely, FaultLog } from '../../monitoring/FaultLog.ts';
import { platformTimers, type Timers } from '../../monitoring/Ticker.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { Recycling } from '../../wire/response.ts';
import { errorInWords } from '../errorInWords.ts';
import { answerTo } from './answerTo.ts';
import {
  decideRecycling,
  diesYoung,
  gatherMs,
  isShortLife,
  lastHour,
  type RecyclingCandidate,
} from './decideRecycling.ts';
import type { RecyclingOptions, WorkerRecycling } from './RecyclingOptions.ts';
import { recyclingHeadline, refusals } from './recyclingWords.ts';
import { SiblingNews } from './SiblingNews.ts';
import { type GrownCandidate, sharedWishes } from './sharedWishes.ts';
import { type RecyclingWish, type WorkerCondition, wishOf } from './WorkerCondition.ts';
import type { DrainOutcome, FleetListener, WorkerFleet } from './WorkerFleet.ts';

/** What a {@link WorkerRecycler} works with. */
export interface WorkerRecyclerOptions
  extends Pick<RecyclingOptions, 'monitor' | 'logger' | 'onRecycling' | 'timers' | 'random'> {
  readonly settings: Configuration['recycling'];
  readonly createFleet: (listener: FleetListener) => WorkerFleet;
  readonly now: () => number;
}

interface Known {
  condition: WorkerCondition;
  /** The least that it has said it takes. */
  leastBytes?: number;
  /** Why somebody else has asked for it to be replaced, which no report of its own takes back. */
  asked: string | undefined;
  wish: RecyclingCandidate['wish'];
  readonly chance: number;
}

const lookMs = 1000;
/** After a replacement that did not start, it is not tried again at once. */
const retryMs = 60_000;
const keptSteps = 100;
/** What is refused is told again after so long. */
const quietMs = 3_600_000;
const well: WorkerCondition = { level: 'normal', usedBytes: 0 };

/**
 * Replaces the workers of a fleet: hears how they are, has {@link decideRecycling} say who is next, starts the new one, and
 * lets go of the old one when the new one serves; the other way round where the container has no room for both, since the
 * kernel would end one of them, and there are others that serve meanwhile. Never throws into the application, and never keeps it alive.
 */
export class WorkerRecycler implements WorkerRecycling, FleetListener {
  readonly #options: WorkerRecyclerOptions;
  readonly #fleet: WorkerFleet;
  readonly #timers: Timers;
  readonly #faults: FaultLog;
  readonly #known: Map<string, Known> = new Map();
  readonly #news: SiblingNews = new SiblingNews((id, news) => this.#fleet.tellSiblings?.(id, news));
  readonly #underway: Set<string> = new Set();
  readonly #refusedAt: Map<string, number> = new Map();
  readonly #steps: (Recycling & { readonly time: number })[] = [];
  #begun: readonly number[] = [];
  #shortLives: readonly number[] = [];
  /** The least that a worker has said it takes: about what a new one needs. */
  #leastBytes = Number.POSITIVE_INFINITY;
  #handle: unknown;
  #closed = false;

  constructor(options: WorkerRecyclerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? platformTimers;
    this.#faults = new FaultLog(options.logger, options.now);
    this.#fleet = options.createFleet(this);
  }

  get steps(): readonly (Recycling & { readonly time: number })[] {
    return this.#steps.slice();
  }

  /** @throws TidemarkError `INVALID_OPTION` where there is no such worker */
  requestRecycling(id: string, reason: string): void {
    const ids = this.#fleet.members().map((member) => member.id);
    if (!ids.includes(id)) throw invalidOption('id', `one of ${ids.join(', ') || 'no workers'}`, id);
    const known = this.#known.get(id) ?? this.#meet();
    this.#known.set(id, { ...known, asked: String(reason) });
    this.reported(id, known.condition);
  }

  reported(id: string, condition: WorkerCondition): void {
    if (this.#closed) return;
    this.#forgetStrangers(id);
    const known = this.#known.get(id) ?? this.#meet();
    this.#known.set(id, known);
    const wish = wishOf({ ...condition, requested: condition.requested ?? known.asked });
    const since = known.wish?.cause === wish?.cause ? known.wish?.since : undefined;
    known.condition = condition;
    if (condition.usedBytes > 0) {
      this.#leastBytes = Math.min(this.#leastBytes, condition.usedBytes);
      known.leastBytes = Math.min(known.leastBytes ?? condition.usedBytes, condition.usedBytes);
    }
    const time = this.#options.now();
    const endsAt = wish?.endsInMs === undefined ? undefined : time + wish.endsInMs;
    known.wish = wish && { ...wish, since: since ?? time, endsAt, foretoldAt: time };
    this.#look();
    this.#answer(id);
    this.#tellSiblings();
  }

  ended(id: string, livedMs: number, expected: boolean): void {
    this.#known.delete(id);
    if (!expected && isShortLife(livedMs, this.#options.settings)) this.#countShortLife();
  }

  close(): void {
    this.#closed = true;
    if (this.#handle !== undefined) this.#timers.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#closeFleet();
  }

  /** What is under way goes on, for which the fleet has to be watched: a replacement would seem never to serve. */
  #closeFleet(): void {
    if (this.#closed && this.#underway.size === 0) this.#fleet.close();
  }

  #meet(): Known {
    const { random = Math.random } = this.#options;
    return { condition: well, asked: undefined, wish: undefined, chance: random() };
  }

  /**
   * Threads of other pools say how they are, too, and come and go. Kept are those of this fleet, and whoever has said something
   * last: it may become one of it.
   */
  #forgetStrangers(speaker: string): void {
    const members = new Set(this.#fleet.members().map((member) => member.id));
    for (const id of this.#known.keys()) if (id !== speaker && !members.has(id)) this.#known.delete(id);
  }

  #look(): void {
    if (this.#closed) return;
    const { settings, now } = this.#options;
    const time = now();
    this.#begun = lastHour(this.#begun, time);
    this.#shortLives = lastHour(this.#shortLives, time);
    const candidates = this.#candidates();
    const decision = decideRecycling({
      time,
      workers: sharedWishes(candidates, {
        usedBytes: this.#options.monitor?.getCurrentUsage().containerUsedBytes ?? Number.NaN,
        freshBytes: this.#leastBytes,
      }),
      underway: this.#underway.size,
      begun: this.#begun,
      shortLives: this.#shortLives,
      limits: settings,
    });
    if (decision.recycle !== undefined) void this.#replace(decision.recycle, decision.wish);
    else if (decision.due !== undefined) this.#refuse(decision.because, decision.due, time);
    const wishes = candidates.filter(({ wish }) => wish !== undefined);
    if (wishes.length === 0) return;
    this.#order(wishes.some(({ wish }) => wish?.containerMark !== undefined) ? gatherMs : lookMs);
  }

  /** Says to one that is not well whether it will be replaced, so that it need not ask in vain. */
  #answer(id: string): void {
    const worker = this.#candidates().find((each) => each.id === id);
    if (worker?.wish === undefined) return;
    const { settings, now } = this.#options;
    const limited = { time: now(), begun: this.#begun, shortLives: this.#shortLives, limits: settings };
    this.#fleet.answer(id, this.#underway.has(id) ? {} : answerTo(worker, limited));
  }

  #tellSiblings(): void {
    const members = this.#fleet.members().map(({ id }) => id);
    this.#news.spread(members, this.#known, this.#options.now());
  }

  #candidates(): GrownCandidate[] {
    return this.#fleet.members().map(({ id, startedAt, serving }) => {
      const { wish, chance = 0, condition, leastBytes = 0 } = this.#known.get(id) ?? {};
      const free = serving && !this.#underway.has(id);
      const usedBytes = condition?.usedBytes ?? 0;
      return { id, startedAt, serving: free, usedBytes, grownBytes: usedBytes - leastBytes, wish, chance };
    });
  }

  /** Looks again soon, since time alone may make somebody due. */
  #order(delayMs: number): void {
    if (this.#handle !== undefined) return;
    this.#handle = this.#timers.setTimeout(() => {
      this.#handle = undefined;
      this.#look();
    }, delayMs);
    (this.#handle as { unref?: () => void } | undefined)?.unref?.();
  }

  async #replace(worker: RecyclingCandidate, { cause, reason }: RecyclingWish): Promise<void> {
    const { id, startedAt, wish: { endsAt } = {} } = worker;
    const { settings, now } = this.#options;
    const begunAt = now();
    const base = { kind: this.#fleet.kind, id, cause, reason };
    this.#begun = [...this.#begun, begunAt];
    this.#underway.add(id);
    // That of one that would have died is as long as it could be: `maxPerHour` alone holds it.
    if (isShortLife(begunAt - startedAt, settings) && !diesYoung(worker, settings, begunAt))
      this.#countShortLife();
    this.#tell({ ...base, step: 'begun' });
    if (endsAt !== undefined) this.#news.leaks(begunAt);
    this.#tellSiblings();
    try {
      const oldFirst = this.#lacksRoom(id);
      const drained = oldFirst ? await this.#fleet.drain(id, settings.grace) : undefined;
      const replacement = await this.#fleet.startReplacement(id, settings.startTimeout);
      const outcome = drained ?? (await this.#fleet.drain(id, settings.grace));
      this.#tell({
        ...base,
        step: 'done',
        ...(replacement !== undefined && { replacement }),
        durationMs: now() - begunAt,
        detail: outcomes[outcome],
      });
    } catch (error) {
      this.#countShortLife();
      this.#waitFor(id);
      const stays = this.#fleet.members().some((member) => member.id === id);
      const end = stays
        ? 'The old one stays.'
        : 'The old one has ended already, since there was no room for both.';
      const detail = `The replacement did not start: ${errorInWords(error)}. ${end}`;
      this.#tell({ ...base, step: 'failed', durationMs: now() - begunAt, detail });
    } finally {
      this.#underway.delete(id);
      this.#look();
      this.#closeFleet();
    }
  }

  /** Whether two at a time are more than the container has room for, and somebody else serves. */
  #lacksRoom(id: string): boolean {
    const usage = this.#options.monitor?.getCurrentUsage();
    const leftBytes = (usage?.containerLimitBytes ?? Number.NaN) - (usage?.containerUsedBytes ?? Number.NaN);
    if (!(leftBytes < this.#leastBytes)) return false;
    return this.#fleet.members().some((member) => member.serving && member.id !== id);
  }

  #waitFor(id: string): void {
    const known = this.#known.get(id);
    if (known?.wish !== undefined) known.wish = { ...known.wish, since: this.#options.now() + retryMs };
  }

  #countShortLife(): void {
    this.#shortLives = [...this.#shortLives, this.#options.now()];
  }

  #refuse(because: string, { id, wish }: RecyclingCandidate & { wish: RecyclingWish }, time: number): void {
    const detail = refusals[because as keyof typeof refusals]?.(this.#options.settings);
    if (detail === undefined || time - (this.#refusedAt.get(because) ?? -quietMs) < quietMs) return;
    this.#refusedAt.set(because, time);
    const { cause, reason } = wish;
    this.#tell({ kind: this.#fleet.kind, id, step: 'refused', cause, reason, detail });
  }

  #tell(recycling: Recycling): void {
    const { monitor, logger, onRecycling } = this.#options;
    const time = Date.now();
    this.#steps.push({ ...recycling, time });
    if (this.#steps.length > keptSteps) this.#steps.shift();
    const sentence = [`${recyclingHeadline(recycling)}.`, recycling.reason, recycling.detail];
    const failed = (error: unknown): void => this.#faults.report('who hears of replacements', error);
    callSafely(() => monitor?.responded({ time, type: 'memory:recycling', payload: recycling }), failed);
    callSafely(() => onRecycling?.(recycling), failed);
    callSafely(() => logger?.info(`tidemark: ${sentence.filter(Boolean).join(' ')}`, recycling), failed);
  }
}

const outcomes: Readonly<Record<DrainOutcome, string>> = {
  finished: 'It finished its work and ended.',
  killed: 'It did not end within the grace, and was killed.',
  gone: 'It had ended by itself before.',
};
