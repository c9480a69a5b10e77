const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Bytes as people say them, 1 kB being 1024: `12.4 MB`, `512 MB`, `1.9 GB`. */
export function bytesInWords(bytes: number): string {
  const sign = bytes < 0 ? '-' : '';
  let amount = Math.abs(bytes);
  let unit = 0;
  while (unit < units.length - 1 && amount >= 1023.5) {
    amount /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && Math.round(amount * 10) < 1000 ? 1 : 0;
  const text = trimmed(amount.toFixed(digits));
  return `${sign}${text} ${unit === 0 && text === '1' ? 'byte' : units[unit]}`;
}

/** Bytes per second as people say them: `52 kB/s`. */
export function rateInWords(bytesPerSecond: number): string {
  const rounded = Math.round(bytesPerSecond);
  // Among rates in kB/s four digits of bytes would be read as another unit's.
  const isNearlyKilobyte = Math.abs(rounded) >= 1000 && Math.abs(rounded) < 1024;
  return `${bytesInWords(isNearlyKilobyte ? Math.sign(rounded) * 1024 : bytesPerSecond)}/s`;
}

/** A duration in two significant parts at most: `45 s`, `4 min`, `2 h 40`, `3 d`. */
export function durationInWords(durationMs: number): string {
  if (durationMs < 2 * minuteMs) return inSeconds(durationMs);
  return Math.round(durationMs / minuteMs) < 120
    ? inMinutes(durationMs)
    : inHoursOrDays(durationMs)(durationMs);
}

/** When something ends: an estimate and its interval, in milliseconds from now. */
export interface EndInterval {
  readonly etaMs: number;
  readonly lowMs: number;
  /** `undefined` where there is no latest. */
  readonly highMs: number | undefined;
}

/**
 * An estimate and its interval, in the unit of the estimate but for what is less than a day of many: `in about 116 min (70 min to 151 min)`. Where the earliest
 * end has come, as it does while an estimate is counted down: `in about 46 min (at any time, within 62 min)`; where the
 * estimate itself has passed, `at any time, within 10 min`.
 *
 * @param noHigh what is said where there is no latest
 * @param from what it is counted from, where that is not now: `after the end`
 */
export function endInWords({ etaMs, lowMs, highMs }: EndInterval, noHigh: string, from?: string): string {
  const longestMs = etaMs > 0 ? etaMs : (highMs ?? 0);
  const inUnit =
    longestMs < 2 * minuteMs ? inSeconds : longestMs < 2 * hourMs ? inMinutes : inHoursOrDays(longestMs);
  const later = from === undefined ? '' : ` ${from}`;
  if (isOver(etaMs)) {
    const latest = highMs === undefined ? noHigh : isOver(highMs) ? '' : `within ${inUnit(highMs)}`;
    return `at any time${later}${latest && `, ${latest}`}`;
  }
  const latest = highMs === undefined ? noHigh : inUnit(highMs);
  const hasBegun = lowMs < minuteMs / 2 && inUnit(lowMs) === inUnit(0);
  const interval = hasBegun
    ? `at any time, ${highMs === undefined ? latest : `within ${latest}`}`
    : `${longestMs >= 2 * dayMs ? earliestInWords(lowMs) : inUnit(lowMs)} ${highMs === undefined ? latest : `to ${latest}`}`;
  return `in about ${inUnit(etaMs)}${later} (${interval})`;
}

/** The early end of an estimate in days: within the first day to the hour, for a day is too long to be wrong by. */
function earliestInWords(lowMs: number): string {
  if (lowMs >= dayMs) return inDays(lowMs);
  return lowMs < 2 * hourMs ? durationInWords(lowMs) : inHours(Math.round(lowMs / hourMs) * hourMs);
}

function isOver(ms: number): boolean {
  return ms < 500;
}

/** A time of day in the local time zone: `14:32`. */
export function clockInWords(epochMs: number): string {
  const date = new Date(epochMs);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A share as percent: `85 %`. */
export function percentInWords(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function inSeconds(durationMs: number): string {
  return `${Math.round(durationMs / 1000)} s`;
}

function inMinutes(durationMs: number): string {
  return `${Math.round(durationMs / minuteMs)} min`;
}

function inHoursOrDays(of: number): (durationMs: number) => string {
  return of < 2 * dayMs ? inHours : inDays;
}

function inHours(durationMs: number): string {
  const minutes = Math.round(durationMs / minuteMs);
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, '0')}`;
}

function inDays(durationMs: number): string {
  return `${Math.round(durationMs / dayMs)} d`;
}

function trimmed(digits: string): string {
  return digits.endsWith('.0') ? digits.slice(0, -2) : digits;
}
