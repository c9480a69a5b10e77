import type { BlockedNote, FlightNote } from '../FlightNote.ts';
import type { Gathering } from './gatheringOfMain.ts';
import { Standstill, type StandstillChange, type StandstillLook } from './Standstill.ts';
import type { MainStack } from './stackOfMain.ts';
import { hasWaited } from './standstillWords.ts';
import type { StandstillEnd } from './WatchdogOrder.ts';

/** What a watchdog sees, and what it does. */
export interface WatchdogOptions {
  readonly beatMs: number;
  readonly blockedAfterMs: number;
  readonly look: () => StandstillLook;
  /** Epoch milliseconds, as the clock of the machine has them, by which notes are timed. */
  readonly wall: () => number;
  readonly rssBytes: () => number;
  /** Whether a debugger may be there, which the program is left to. */
  readonly isInspected: () => boolean;
  readonly capture: () => Promise<MainStack>;
  /** What it gathers meanwhile. Never rejects. */
  readonly gather: () => Promise<Gathering | undefined>;
  readonly write: (note: FlightNote) => void;
  /** Hears when the event loop comes round again. */
  readonly moved: (end: StandstillEnd) => void;
}

const mostStacks = 5;
const hourMs = 3_600_000;
/** Where two ways to tell its beginning differ by more, the clock was set meanwhile. */
const clockSetMs = 1000;

/**
 * Records standstills of an event loop: at once, then with the stack where it can be had, then with what it allocates and keeps
 * where it does not only wait, and that it moves again.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #standstill: Standstill;
  #captures: number[] = [];
  #stack: readonly string[] | undefined;
  /** While an event loop stands still, once that is told; by the clock of looks. */
  #blockedSince: number | undefined;
  /** The same as it was last told, by the clock of the machine. */
  #toldSince = Number.NaN;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#standstill = new Standstill(options);
  }

  /** To be called every second. Resolves once all of it is written but what is gathered. */
  async look(): Promise<void> {
    const look = this.#options.look();
    const change = this.#standstill.look(look);
    if (change === undefined) return;
    const { type, forMs, cpuShare, queuedShare } = change;
    const time = this.#options.wall();
    if (type === 'moved') {
      this.#blockedSince = undefined;
      this.#options.write({ type: 'moved', time, forMs });
      const shares = queuedShare === undefined ? { cpuShare } : { cpuShare, queuedShare };
      this.#options.moved({ forMs, ...shares, stack: this.#stack });
      return;
    }
    if (type === 'blocked') this.#toldSince = Number.NaN;
    const note = this.#noteOf(change, time);
    // It may be killed while the stack is taken.
    this.#options.write(note);
    if (type !== 'blocked') return;
    this.#stack = undefined;
    const found = await this.#capture(look.now);
    if ('stack' in found) this.#stack = found.stack;
    this.#options.write({ ...note, ...found });
    this.#blockedSince = change.since;
    // Native code and debuggers do not answer. It takes seconds, in which looks go on: a gap between them would end the standstill.
    if ('stack' in found && !hasWaited(change)) void this.#gather({ ...note, ...found }, change.since);
  }

  async #gather(note: BlockedNote, since: number): Promise<void> {
    const gathering = await this.#options.gather();
    // Written after it was over, it would be taken for the end of the process.
    if (gathering !== undefined && this.#blockedSince === since) this.#options.write({ ...note, gathering });
  }

  #noteOf({ forMs, cpuShare, queuedShare }: StandstillChange, time: number): BlockedNote {
    const since = time - forMs;
    if (!(Math.abs(since - this.#toldSince) <= clockSetMs)) this.#toldSince = since;
    return {
      type: 'blocked',
      time,
      since: this.#toldSince,
      cpuShare: rounded(cpuShare),
      ...(queuedShare !== undefined && { queuedShare: rounded(queuedShare) }),
      rssBytes: this.#options.rssBytes(),
    };
  }

  async #capture(time: number): Promise<Pick<BlockedNote, 'stack' | 'withoutStack'>> {
    if (this.#options.isInspected()) return { withoutStack: 'debugger' };
    this.#captures = this.#captures.filter((at) => time - at < hourMs);
    if (this.#captures.length >= mostStacks) return { withoutStack: 'often' };
    this.#captures.push(time);
    return await this.#options.capture();
  }
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
