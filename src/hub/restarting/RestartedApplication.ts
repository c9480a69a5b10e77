import type { Configuration } from '../../configuration/Configuration.ts';
import { platformTimers, type Timers } from '../../monitoring/Ticker.ts';
import type { RecyclingDecision } from '../../pressure/recycling/decideRecycling.ts';
import {
  decideRecycling,
  diesYoung,
  isShortLife,
  lastHour,
} from '../../pressure/recycling/decideRecycling.ts';
import type { RecyclingWish } from '../../pressure/recycling/WorkerCondition.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import type { Recycling } from '../../wire/response.ts';
import type { ApplicationExit, RunningApplication } from '../runApplication.ts';
import { ApplicationCondition } from './ApplicationCondition.ts';
import { decideRestart } from './decideRestart.ts';

/** What a {@link RestartedApplication} works with. */
export interface RestartedApplicationOptions {
  readonly settings: Configuration['recycling'];
  readonly start: () => Promise<RunningApplication>;
  /** Whom signals are passed on to; `undefined` while nobody is there. Then the promise resolves with the next signal. */
  readonly signals: {
    forwardTo(send: RunningApplication['send']): void;
    hold(): Promise<unknown>;
  };
  /** The signal by which somebody has asked the application to end. */
  readonly asked: () => NodeJS.Signals | undefined;
  /** Hears every event of a process; returns an unsubscribe function. */
  readonly onEvent: (listener: (pid: number, event: MemoryEvent) => void) => () => void;
  /** Takes in what there is to know of a process that has ended. */
  readonly settle: (pid: number, exit: ApplicationExit) => Promise<void>;
  /** Tells of a step; `pid` is the process whose event it is. */
  readonly tell: (pid: number, recycling: Recycling) => void;
  /** Another process is the application from now on; `exit` says how the one before ended, where that was no plan. */
  readonly restarted: (pid: number) => void;
  /** The process that is the application now has died of memory, or may not be started again. */
  readonly died: (exit: ApplicationExit) => void;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** @default the platform's */
  readonly timers?: Timers;
}

interface Life {
  readonly application: RunningApplication;
  readonly startedAt: number;
  readonly condition: ApplicationCondition;
  /** Why it was ended, since when, and whether it would not have lived for long anyway, where it was. */
  ended: { readonly wish: RecyclingWish; readonly at: number; readonly diesYoung: boolean } | undefined;
  /** Whether it has ended, for whatever reason. */
  over: boolean;
}

type Decided = Extract<RecyclingDecision, { readonly wish: RecyclingWish }>;

const lookMs = 1000;

/**
 * Runs an application until it ends for another reason than memory: it is started again when memory has ended it, and asked
 * to end, to be started again, when it is confirmed to leak or close to its limit.
 */
export class RestartedApplication {
  readonly #options: RestartedApplicationOptions;
  readonly #timers: Timers;
  #begun: readonly number[] = [];
  #shortLives: readonly number[] = [];
  #refused = '';
  #life: Life;

  constructor(first: RunningApplication, options: RestartedApplicationOptions) {
    this.#options = options;
    this.#timers = options.timers ?? platformTimers;
    this.#life = this.#begin(first);
  }

  /** Resolves with how the last process of the application ended, or by which signal it was not started again. */
  async run(): Promise<ApplicationExit> {
    const { onEvent, now } = this.#options;
    const end = onEvent((pid, event) => {
      if (pid !== this.#life.application.pid) return;
      this.#life.condition.take(event, now());
      // There may be no second left until the next look.
      if (event.type === 'memory:recycling' && event.payload.step === 'requested') this.#look();
    });
    let handle: unknown;
    const order = (): void => {
      handle = this.#timers.setTimeout(() => {
        this.#look();
        order();
      }, lookMs);
    };
    order();
    try {
      for (;;) {
        const exit = await this.#life.application.exited;
        this.#life.over = true;
        await this.#options.settle(this.#life.application.pid, exit);
        const outcome = await this.#next(exit);
        if (outcome !== undefined) return outcome;
      }
    } finally {
      end();
      this.#timers.clearTimeout(handle);
    }
  }

  #begin(application: RunningApplication): Life {
    const startedAt = this.#options.now();
    return { application, startedAt, condition: new ApplicationCondition(), ended: undefined, over: false };
  }

  /** Whether the process that runs should be replaced now. */
  #look(): void {
    const { settings, asked, now } = this.#options;
    const life = this.#life;
    // Whoever is asked to end takes the time that it needs for that.
    if (life.over || life.ended !== undefined || asked() !== undefined) return;
    const time = now();
    const { pid } = life.application;
    const wish = life.condition.wish(time);
    const worker = {
      id: String(pid),
      startedAt: life.startedAt,
      serving: true,
      usedBytes: 0,
      wish,
      chance: 0,
    };
    const decision = decideRecycling({
      time,
      workers: [worker],
      underway: 0,
      begun: this.#begun,
      shortLives: this.#shortLives,
      limits: settings,
    });
    if (decision.recycle !== undefined) this.#end(life, decision, time);
    else if (decision.due !== undefined) this.#refuse(pid, decision.due.wish, decision.because);
  }

  /** Asks the process to end, and sees to it that it does. */
  #end(life: Life, { recycle, wish }: Decided, at: number): void {
    const { settings, tell } = this.#options;
    const { application } = life;
    life.ended = { wish, at, diesYoung: diesYoung(recycle, settings, at) };
    this.#begun = [...lastHour(this.#begun, at), at];
    tell(application.pid, stepOf(application.pid, 'begun', wish));
    application.send('SIGTERM');
    const handle = this.#timers.setTimeout(() => application.send('SIGKILL'), settings.grace);
    void application.exited.then(() => this.#timers.clearTimeout(handle));
  }

  /** After an end: starts the next process and returns `undefined`, or returns how all of it ends. */
  async #next(exit: ApplicationExit): Promise<ApplicationExit | undefined> {
    const { settings, asked, tell, died, signals, start, restarted, now } = this.#options;
    const { application, startedAt, ended } = this.#life;
    const { pid } = application;
    const time = now();
    const livedMs = time - startedAt;
    const decision = decideRestart({
      time,
      exit,
      livedMs,
      asked: asked() !== undefined,
      recycled: ended !== undefined,
      begun: this.#begun,
      shortLives: this.#shortLives,
      limits: settings,
    });
    const wish = ended?.wish ?? { cause: 'died' as const, reason: reasonOf(exit) };
    if (!decision.restart) {
      // First how it ended, then that it stays so.
      if (decision.because in refusals) died(exit);
      this.#refuse(pid, wish, decision.because);
      return exit;
    }
    // That of one that would have died is as long as it could be: `maxPerHour` alone holds it.
    if (isShortLife(livedMs, settings) && ended?.diesYoung !== true)
      this.#shortLives = [...lastHour(this.#shortLives, time), time];
    if (ended === undefined) {
      this.#begun = [...lastHour(this.#begun, time), time];
      died(exit);
      tell(pid, stepOf(pid, 'begun', wish, { detail: delayWords(decision.delayMs) }));
    }
    await this.#pause(signals.hold(), decision.delayMs);
    const signal = asked();
    if (signal !== undefined) return { code: null, signal };
    try {
      this.#life = this.#begin(await start());
    } catch (error) {
      tell(pid, stepOf(pid, 'failed', wish, { detail: (error as Error).message }));
      return exit;
    }
    const next = this.#life.application;
    signals.forwardTo(next.send);
    restarted(next.pid);
    const durationMs = now() - (ended?.at ?? time);
    const detail = ended && `The old one ${endWords(exit)}.`;
    tell(next.pid, stepOf(pid, 'done', wish, { replacement: String(next.pid), durationMs, detail }));
    return undefined;
  }

  #pause(signalled: Promise<unknown>, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const handle = this.#timers.setTimeout(resolve, delayMs);
      void signalled.then(() => {
        this.#timers.clearTimeout(handle);
        resolve();
      });
    });
  }

  #refuse(pid: number, wish: Pick<Recycling, 'cause' | 'reason'>, because: string): void {
    const detail = refusals[because]?.(this.#options.settings);
    const key = `${pid} ${because}`;
    if (detail === undefined || this.#refused === key) return;
    this.#refused = key;
    this.#options.tell(pid, stepOf(pid, 'refused', wish, { detail }));
  }
}

const refusals: Readonly<Record<string, (settings: Configuration['recycling']) => string>> = {
  budget: ({ maxPerHour }) => `All ${maxPerHour} restarts of this hour are used (recycling.maxPerHour).`,
  'crash-loop': () => 'Three lives within an hour were too short: starting it again does not help.',
};

function stepOf(
  pid: number,
  step: Recycling['step'],
  { cause, reason }: Pick<Recycling, 'cause' | 'reason'>,
  more: {
    readonly replacement?: string;
    readonly durationMs?: number;
    readonly detail?: string | undefined;
  } = {},
): Recycling {
  const { detail, ...rest } = more;
  return {
    kind: 'application',
    id: String(pid),
    step,
    cause,
    reason,
    ...rest,
    ...(detail !== undefined && { detail }),
  };
}

function endWords({ code, signal }: ApplicationExit): string {
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}

function reasonOf(exit: ApplicationExit): string {
  return `It ${endWords(exit)}, which is how memory ends a process.`;
}

function delayWords(delayMs: number): string | undefined {
  return delayMs === 0 ? undefined : `It is started again in ${delayMs / 1000} s.`;
}
