import type { Spread } from './statistics.ts';

/** Formats one figure; the unit is part of the text. */
export type Format = (value: number) => string;

export const microseconds: Format = (value) => `${significant(value)} µs`;
export const milliseconds: Format = (value) => `${significant(value)} ms`;
/** Kilobytes of 1,000 bytes, from bytes. */
export const kilobytes: Format = (value) => `${significant(value / 1e3)} KB`;
/** Megabytes of 1,000,000 bytes, from bytes. */
export const megabytes: Format = (value) => `${significant(value / 1e6)} MB`;
/** Per cent, from a share. */
export const percent: Format = (value) => `${significant(value * 100)} %`;
export const ratio: Format = (value) => value.toFixed(3);
export const count: Format = (value) => String(Math.round(value));

/** The same with its sign, for differences. */
export function signed(format: Format): Format {
  return (value) => (value > 0 ? `+${format(value)}` : format(value).replace('-', '−'));
}

/** Median with its unit and, in brackets, the least and the greatest where there are several measurements. */
export function spread({ median, min, max, count: measurements }: Spread, format: Format): string {
  if (measurements < 2) return format(median);
  return `${format(median)} (${withoutUnit(format(min))} … ${withoutUnit(format(max))})`;
}

function withoutUnit(figure: string): string {
  return figure.replace(/ \S+$/, '');
}

/** Three significant digits, never in exponents: 1,234.5 is `1230`, 0.00012345 is `0.000123`. */
function significant(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return String(Number(value.toPrecision(3)).toFixed(Math.min(decimals, 9)))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}
