import type { Configuration } from '../configuration/Configuration.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { RunningWatchdog, WatchdogStart } from '../recording/watchdog/startWatchdog.ts';
import type { WatchdogFile } from '../recording/watchdog/WatchdogFile.ts';
import type { ProcessRole } from '../wire/process.ts';
import { LatePart } from './LatePart.ts';

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

/** The watchdog of an agent, opt-in, with code that is loaded a second after the start. Threads have none of their own. */
export class LazyWatchdog {
  readonly #options: LazyWatchdogOptions;
  readonly #part: LatePart;
  #running: RunningWatchdog | undefined;
  #file: WatchdogFile | undefined;

  constructor(options: LazyWatchdogOptions) {
    const { load = () => import('../recording/watchdog/startWatchdog.ts'), failed, timers } = options;
    this.#options = options;
    this.#part = new LatePart({
      load: async () => {
        const { startWatchdog } = await load();
        return () => this.#begin(startWatchdog);
      },
      failed,
      timers,
    });
  }

  /** Never keeps the process alive. */
  start(): void {
    const { watchdog, role } = this.#options;
    if (watchdog.enabled && role !== 'worker-thread' && role !== 'page') this.#part.start();
  }

  /** Has it write into a flight. */
  record(file: WatchdogFile): void {
    this.#file = file;
    this.#running?.record(file);
  }

  stop(): void {
    this.#part.stop();
  }

  #begin(startWatchdog: (start: WatchdogStart) => RunningWatchdog): () => void {
    const { watchdog, tell, failed } = this.#options;
    const running = startWatchdog({ blockedAfterMs: watchdog.blockedAfter, tell, failed });
    if (this.#file !== undefined) running.record(this.#file);
    this.#running = running;
    return () => running.stop();
  }
}
