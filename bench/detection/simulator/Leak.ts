import { Holding } from './Holding.ts';
import type { Random } from './Random.ts';

/** How a leak comes: evenly, in lumps, or ever faster. */
export type LeakKind = 'constant' | 'burst' | 'accelerating';

/** What leaks, from when on. */
export interface LeakSettings {
  readonly kind: LeakKind;
  readonly bytesPerSecond: number;
  readonly onsetSecond: number;
}

const burstSeconds = { shortest: 5, longest: 40 };
const doublingSeconds = { shortest: 600, longest: 3600 };

/**
 * Bytes that are held for ever. `constant` adds rate × load in every second from the onset on; `burst` adds the same on
 * average, in lumps 5 to 40 s apart; `accelerating` begins at the rate and adds as much again to it every ten minutes to
 * an hour.
 */
export class Leak {
  /** What has leaked. */
  readonly holding: Holding = new Holding({ site: 'leak', order: 'any' });
  readonly #random: Random;
  readonly #settings: LeakSettings;
  readonly #doublingSeconds: number;
  #pendingBytes = 0;
  #nextBurst: number;

  constructor(random: Random, settings: LeakSettings) {
    this.#random = random;
    this.#settings = settings;
    this.#doublingSeconds = random.logUniform(doublingSeconds.shortest, doublingSeconds.longest);
    this.#nextBurst = settings.onsetSecond + this.#betweenBursts();
  }

  /** Lets the given second pass. */
  advance(second: number, load: number): void {
    this.holding.hold(this.holding.bytes + this.#leaked(second, load));
  }

  #leaked(second: number, load: number): number {
    const { kind, bytesPerSecond, onsetSecond } = this.#settings;
    if (second < onsetSecond) return 0;
    const growth = kind === 'accelerating' ? 1 + (second - onsetSecond) / this.#doublingSeconds : 1;
    this.#pendingBytes += bytesPerSecond * load * growth;
    if (kind === 'burst') {
      if (second < this.#nextBurst) return 0;
      this.#nextBurst = second + this.#betweenBursts();
    }
    const leaked = this.#pendingBytes;
    this.#pendingBytes = 0;
    return leaked;
  }

  #betweenBursts(): number {
    return this.#random.uniform(burstSeconds.shortest, burstSeconds.longest);
  }
}
