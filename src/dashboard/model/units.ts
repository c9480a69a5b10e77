import { formatBytes, roundBytes, unknown } from './bytes.ts';
import { byteTicks } from './byteTicks.ts';

/** What the values of a chart are: bytes, percent of something, milliseconds, or how often in a minute. */
export type ChartUnit = 'bytes' | 'percent' | 'ms' | 'per minute';

/** Where an axis is divided, and what is written there. */
export interface AxisTicks {
  /** The top of the axis: the highest tick. */
  readonly max: number;
  readonly splits: readonly number[];
  readonly labels: readonly string[];
}

/**
 * Divides an axis from 0: bytes by powers of two, other things by 1, 2 and 5.
 *
 * @param highest what must fit below the top
 * @param mostTicks 2 or more
 */
export function axisTicks(unit: ChartUnit, highest: number, mostTicks: number): AxisTicks {
  if (unit === 'bytes') {
    const { maxBytes: max, splits, labels } = byteTicks(highest, mostTicks);
    return { max, splits, labels };
  }
  const step = decimalStep(Math.max(highest, 1), mostTicks);
  const count = Math.ceil(Math.max(highest, 1) / step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const splits = Array.from({ length: count + 1 }, (_, index) => index * step);
  const sign = unit === 'per minute' ? '' : signOf(unit);
  return {
    max: count * step,
    splits,
    labels: splits.map((split) => (split === 0 ? '0' : split.toFixed(decimals) + sign)),
  };
}

function decimalStep(highest: number, mostTicks: number): number {
  const power = 10 ** Math.floor(Math.log10(highest / mostTicks));
  return power * ([1, 2, 5].find((factor) => highest / (power * factor) <= mostTicks) ?? 10);
}

/** A value as a legend has it, of a width that stays calm: `62.1 MB`, `41 %`, `2.4 a min`. */
export function formatValue(unit: ChartUnit, value: number | null | undefined): string {
  return unit === 'bytes' ? formatBytes(value) : formatOther(unit, value);
}

/** A value as a sentence says it: `62 MB`, `41 %`, `2.4 a min`. */
export function roundValue(unit: ChartUnit, value: number | null | undefined): string {
  return unit === 'bytes' ? roundBytes(value) : formatOther(unit, value);
}

function formatOther(unit: Exclude<ChartUnit, 'bytes'>, value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return unknown;
  const digits = value.toFixed(value > 0 && value < 10 ? 1 : 0);
  return digits + signOf(unit);
}

function signOf(unit: Exclude<ChartUnit, 'bytes'>): string {
  return { percent: ' %', ms: ' ms', 'per minute': ' a min' }[unit];
}
