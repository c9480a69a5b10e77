import { bytesInWords, clockInWords, percentInWords } from '../monitoring/quantity.ts';
import { effectInWords } from '../pressure/strategies/effectInWords.ts';
import type { MemoryEvent, PressureLevel } from '../wire/event.ts';
import type { PressureChange, StrategyApplied } from '../wire/response.ts';
import type { Terminal, Tone } from './Terminal.ts';

/** The same of the same process is not said again for so long, in milliseconds; then what was left out is summed up. */
const quietMs = 30_000;
const mostRemembered = 1000;

const tones: Readonly<Record<PressureLevel, Tone>> = {
  normal: 'good',
  warning: 'warning',
  critical: 'critical',
};

/** Options of a {@link PressureNarration}. */
export interface PressureNarrationOptions {
  readonly terminal: Pick<Terminal, 'say'>;
  /** In which process it was, in sentences; none for the application itself. */
  readonly who: (id: string) => readonly string[];
}

interface Said {
  readonly at: number;
  times: number;
  freedBytes: number;
}

/** One line for each change of the level of pressure, and for each strategy that was applied, with what that has freed. */
export class PressureNarration {
  readonly #options: PressureNarrationOptions;
  readonly #said: Map<string, Said> = new Map();
  /** The level that was said last with its reason, by process, where no threshold has told another since. */
  readonly #acted: Map<string, PressureLevel> = new Map();
  /** When the last alert of a threshold was said, by process. */
  readonly #alerts: Map<string, number> = new Map();

  constructor(options: PressureNarrationOptions) {
    this.#options = options;
  }

  /** A threshold's alert has been said: the level that it brings about need not be. */
  alerted(id: string, time: number): void {
    if (this.#alerts.size >= mostRemembered) this.#alerts.clear();
    this.#alerts.set(id, time);
  }

  /** Says what there is to say of an event; of other events nothing. */
  take(id: string, event: MemoryEvent): void {
    if (event.type === 'memory:pressure_changed') this.#sayLevel(id, event.time, event.payload);
    else if (event.type === 'memory:strategy_applied') this.#sayStrategy(id, event.time, event.payload);
  }

  #sayLevel(id: string, time: number, { level, capacity: { binding }, reason }: PressureChange): void {
    // Said already, when something was done about it, or by the alert of the threshold that has changed it.
    if (this.#acted.get(id) === level) return;
    this.#acted.delete(id);
    if (reason === undefined && this.#alerts.get(id) === time) return;
    if (reason !== undefined) this.#remember(id, level);
    const before = this.#mayBeSaid(`${id} ${level}`, time, 0);
    if (before === undefined) return;
    const use =
      binding === undefined
        ? ''
        : `${binding.kind} at ${bytesInWords(binding.usedBytes)}, ${percentInWords(binding.ratio)} of ${bytesInWords(binding.limitBytes)}`;
    const more = before.times === 0 ? '' : `   ${timesInWords(before)}`;
    const why = reason === undefined ? [] : [reason];
    const sentences = [...this.#options.who(id), ...why];
    this.#options.terminal.say(tones[level], `pressure ${level}`, `${use}${more}`, sentences);
  }

  #sayStrategy(id: string, time: number, applied: StrategyApplied): void {
    const { strategy, level, result, measured, freedBytes, pauseMs, detail } = applied;
    const freed = measured ? Math.max(0, freedBytes ?? 0) : 0;
    this.#sayReason(id, time, applied);
    const before = this.#mayBeSaid(`${id} ${strategy} ${result}`, time, freed);
    if (before === undefined) return;
    const pause = pauseMs === undefined ? '' : `, in a pause of ${Math.round(pauseMs)} ms`;
    const sum = before.freedBytes > 0 ? `, ${bytesInWords(before.freedBytes)} freed` : '';
    const more = before.times === 0 ? '' : `   ${timesInWords(before)}${sum}`;
    const text = `at ${level}: ${effectInWords(applied)}${pause}${more}`;
    // Of what was done the figures tell; of what would have been, only its own words.
    const plan = result === 'dry-run' && detail !== undefined ? [detail] : [];
    this.#options.terminal.say(tones[level], strategy, text, [...this.#options.who(id), ...plan]);
  }

  /** The level at which something is done, and why, where that is another than what was said last: alerts wait for longer. */
  #sayReason(id: string, time: number, { level, reason }: StrategyApplied): void {
    if (reason === undefined || level === 'normal' || this.#acted.get(id) === level) return;
    this.#remember(id, level);
    if (this.#mayBeSaid(`${id} ${level} acted upon`, time, 0) === undefined) return;
    this.#options.terminal.say(tones[level], `pressure ${level}`, '', [...this.#options.who(id), reason]);
  }

  #remember(id: string, level: PressureLevel): void {
    if (this.#acted.size >= mostRemembered) this.#acted.clear();
    this.#acted.set(id, level);
  }

  /** What was left out since it was last said; `undefined` where that is not long enough ago. */
  #mayBeSaid(key: string, time: number, freedBytes: number): Said | undefined {
    const last = this.#said.get(key);
    if (last !== undefined && time - last.at < quietMs) {
      last.times += 1;
      last.freedBytes += freedBytes;
      return undefined;
    }
    if (this.#said.size >= mostRemembered) this.#said.clear();
    this.#said.set(key, { at: time, times: 0, freedBytes: 0 });
    return last ?? { at: time, times: 0, freedBytes: 0 };
  }
}

/** `3 more times since 14:02:10`. */
function timesInWords({ times, at }: Said): string {
  return `${times === 1 ? 'once more' : `${times} more times`} since ${clockInWords(at)}`;
}
