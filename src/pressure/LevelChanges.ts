import { callSafely, type FaultLog } from '../monitoring/FaultLog.ts';
import { Listeners } from '../monitoring/Listeners.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { PressureLevel } from '../wire/event.ts';
import type { SampleRow } from '../wire/sample.ts';
import { emitMemoryPressure, type PressureEventHost } from './emitMemoryPressure.ts';
import { levelReason } from './levelReason.ts';
import type { LevelChange } from './MemoryPressureManagerOptions.ts';
import type { PressureReading } from './PressureGauge.ts';

/** Whom {@link LevelChanges} are told to, besides those who listen. */
export interface LevelChangesOptions {
  readonly monitor: Pick<MemoryMonitor, 'pressureFollower'>;
  readonly logger: Logger | undefined;
  readonly host: PressureEventHost;
  readonly faults: FaultLog;
}

/**
 * The level, and everybody who hears that it is another: listeners, the monitor, the logger and the process, whether anything is
 * done about it or not. Never throws.
 */
export class LevelChanges {
  readonly #options: LevelChangesOptions;
  readonly #listeners: Listeners<LevelChange>;
  #level: PressureLevel = 'normal';
  /** Changes that listeners do not know yet: one of them may bring about the next. */
  readonly #untold: LevelChange[] = [];
  #ended = false;

  constructor(options: LevelChangesOptions) {
    this.#options = options;
    this.#listeners = new Listeners((error) => {
      options.faults.report('a listener of the pressure level', error);
    });
  }

  get level(): PressureLevel {
    return this.#level;
  }

  /** Returns what ends it. @throws TidemarkError `INVALID_OPTION` */
  add(handler: (change: LevelChange) => unknown): () => void {
    return this.#listeners.add(handler);
  }

  /** Takes what a look has shown. */
  take(reading: PressureReading, row: SampleRow): void {
    const [level, previousLevel, reason] = [reading.level, this.#level, levelReason(reading, row)];
    if (level === previousLevel) return;
    this.#become(level, reason);
    // A listener may have closed the manager: then it notices nothing any more.
    if (this.#ended) return;
    this.#options.monitor.pressureFollower.notice(this, { level, reason }, row);
    this.#log({ level, previousLevel, reason });
    if (level === 'normal' || previousLevel === 'critical') return;
    emitMemoryPressure(this.#options.host, level, this.#options.faults);
  }

  /** Nobody looks any more: the level is normal from now on. */
  end(): void {
    this.#ended = true;
    this.#options.monitor.pressureFollower.forget(this);
    this.#become('normal', 'The manager was closed.');
  }

  #become(level: PressureLevel, reason: string): void {
    const previousLevel = this.#level;
    if (level === previousLevel) return;
    this.#level = level;
    this.#untold.push({ level, previousLevel, reason });
    // Whoever comes in while one is told waits, so that all hear them in their order.
    if (this.#untold.length > 1) return;
    for (let next = this.#untold[0]; next !== undefined; next = this.#untold[0]) {
      this.#listeners.tell(next);
      this.#untold.shift();
    }
  }

  #log(change: LevelChange): void {
    const { logger, faults } = this.#options;
    const { level, reason } = change;
    const sentence = `tidemark: memory pressure is ${level}. ${reason}`;
    callSafely(
      () => (level === 'normal' ? logger?.info(sentence, change) : logger?.warn(sentence, change)),
      (error) => faults.report('the logger', error),
    );
  }
}
