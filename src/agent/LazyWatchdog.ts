import type { Configuration } from '../configuration/Configuration.ts';
import { platformTimers, type Timers } from '../monitoring/Ticker.ts';
import type { RunningWatchdog, WatchdogStart } from '../recording/watchdog/startWatchdog.ts';
import type { WatchdogFile } from '../recording/watchdog/WatchdogFile.ts';
import type { ProcessRole } from '../wire/process.ts';

/** What a {@link LazyWatchdog} goes by. */
export interface LazyWatchdogOptions extends Pick<WatchdogStart, 'tell' | 'failed'> {
  readonly watchdog: Configuration['watchdog'];
  readonly role: ProcessRole;
  /** @default the code, imported */
  readonly load?: () => Promise<
    Pick<typeof import('../recording/watchdog/startWatchdog.ts'), 'startWatchdog'>
  >;
  /** @default the platform's */
  readonly timers?: Timers;
}

/** Processes that do not live for so long have no thread. */
const startMs = 1000;

/** The watchdog of an agent, opt-in, with code that is loaded a second after the start. Threads have none of their own. */
export class LazyWatchdog {
  readonly #options: LazyWatchdogOptions;
  readonly #timers: Timers;
  #handle: unknown;
  #running: RunningWatchdog | undefined;
  #file: WatchdogFile | undefined;
  #stopped = false;

  constructor(options: LazyWatchdogOptions) {
    this.#options = options;
    this.#timers = options.timers ?? platformTimers;
  }

  /** Never keeps the process alive. */
  start(): void {
    const { watchdog, role, failed } = this.#options;
    if (!watchdog.enabled || role === 'worker-thread' || role === 'page') return;
    this.#handle = this.#timers.setTimeout(() => void this.#begin().catch(failed), startMs);
    (this.#handle as { unref?: () => void } | undefined)?.unref?.();
  }

  /** Has it write into a flight. */
  record(file: WatchdogFile): void {
    this.#file = file;
    this.#running?.record(file);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#handle !== undefined) this.#timers.clearTimeout(this.#handle);
    this.#running?.stop();
  }

  async #begin(): Promise<void> {
    const {
      load = () => import('../recording/watchdog/startWatchdog.ts'),
      watchdog,
      tell,
      failed,
    } = this.#options;
    const { startWatchdog } = await load();
    if (this.#stopped) return;
    this.#running = startWatchdog({ blockedAfterMs: watchdog.blockedAfter, tell, failed });
    if (this.#file !== undefined) this.#running.record(this.#file);
  }
}
