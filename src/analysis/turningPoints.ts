/** A place where a series turns: the highest or lowest value between two reversals. */
export interface TurningPoint {
  readonly index: number;
  readonly value: number;
  readonly kind: 'peak' | 'trough';
}

/**
 * Peaks and troughs of a series, alternating. A turn counts once the series has come back from it by at least
 * `hysteresis`, so the first and the last value are never turns.
 */
export function turningPoints(values: ArrayLike<number>, hysteresis: number): TurningPoint[] {
  const turns: TurningPoint[] = [];
  let direction = 0;
  let highest = 0;
  let lowest = 0;
  for (let index = 1; index < values.length; index++) {
    const value = values[index]!;
    if (value > values[highest]!) highest = index;
    if (value < values[lowest]!) lowest = index;
    const rises = direction <= 0 && value - values[lowest]! >= hysteresis && value > values[lowest]!;
    const falls = direction >= 0 && values[highest]! - value >= hysteresis && value < values[highest]!;
    if (rises) {
      if (direction < 0) turns.push({ index: lowest, value: values[lowest]!, kind: 'trough' });
      direction = 1;
      highest = index;
      lowest = index;
    } else if (falls) {
      if (direction > 0) turns.push({ index: highest, value: values[highest]!, kind: 'peak' });
      direction = -1;
      highest = index;
      lowest = index;
    }
  }
  return turns;
}
