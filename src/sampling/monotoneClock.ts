/** Epoch milliseconds, as the clock of the machine has them; `Date.now` as it was before the application may have replaced it. */
export const wallClock: () => number = Date.now;
const steadyClock: () => number = performance.now.bind(performance);
const slewRate = 0.001;

/** The two clocks behind a {@link monotoneClock}. */
export interface MonotoneClockOptions {
  /** Epoch milliseconds, as the wall clock has them. @default Date.now */
  readonly wall?: () => number;
  /** Milliseconds from anywhere, which never go back. @default performance.now */
  readonly steady?: () => number;
}

/**
 * A clock for samples: whole epoch milliseconds that never go back. It follows the wall clock when that leaps ahead
 * (a laptop that slept, a clock that was set). When the wall clock falls back it runs on at the pace of the steady
 * clock, 0.1 % slow, until the wall clock has caught up.
 */
export function monotoneClock({
  wall = wallClock,
  steady = steadyClock,
}: MonotoneClockOptions = {}): () => number {
  let steadyBefore = steady();
  let offset = Number.NEGATIVE_INFINITY;
  return () => {
    const steadyNow = steady();
    const slew = (steadyNow - steadyBefore) * slewRate;
    steadyBefore = steadyNow;
    offset = Math.max(offset - slew, wall() - steadyNow);
    return Math.floor(steadyNow + offset);
  };
}
