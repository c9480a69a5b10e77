const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const step = 1024;

/** What stands where the platform cannot tell. */
export const unknown = '–';

/** How many times 1,024 fits: 0 for bytes, 2 for MB. One unit is 1,024 of the one below, as V8's own flags count. */
export function unitIndex(bytes: number): number {
  let index = 0;
  for (let rest = Math.abs(bytes); rest >= step && index < units.length - 1; rest /= step) index++;
  return index;
}

/** A size in one given unit: `inUnit(1.5 * 2 ** 30, 3, 1)` is `1.5 GB`. */
export function inUnit(bytes: number, unit: number, decimals: number): string {
  return `${(bytes / step ** unit).toFixed(decimals)} ${units[unit]}`;
}

/** A size in three significant digits, of a width that stays calm while it changes: `62.1 MB`, `212 MB`, `1.21 GB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || Number.isNaN(bytes)) return unknown;
  const unit = unitIndex(bytes);
  const scaled = Math.abs(bytes) / step ** unit;
  const decimals = unit === 0 || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return inUnit(bytes, unit, decimals);
}

/** A size as a sentence says it: `62 MB`, `1.2 GB`, `4.3 MB`. */
export function roundBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || Number.isNaN(bytes)) return unknown;
  const unit = unitIndex(bytes);
  const scaled = Math.abs(bytes) / step ** unit;
  return inUnit(bytes, unit, unit > 0 && scaled < 10 && scaled % 1 >= 0.05 ? 1 : 0);
}

/** A difference, with its sign: `+12 MB`, `−3.1 MB`. */
export function formatChange(bytes: number): string {
  return `${bytes < 0 ? '−' : '+'}${roundBytes(Math.abs(bytes))}`;
}

/** A share as people say it: `41 %`, `0.4 %`. */
export function formatShare(ratio: number): string {
  const percent = ratio * 100;
  return `${percent.toFixed(percent > 0 && percent < 1 ? 1 : 0)} %`;
}
