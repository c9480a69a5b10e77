import { durationInWords } from '../../../monitoring/quantity.ts';
import type { OutOfMemoryEstimate } from '../../../wire/event.ts';

const units = ['k', 'M', 'G', 'T'];
/** Nothing that is known. */
export const unknown = '–';
const minuteMs = 60_000;

/** Bytes in five characters at most, 1 k being 1024: `212 M`, `1.9 G`. */
export function shortBytes(bytes: number | undefined): string {
  if (bytes === undefined || Number.isNaN(bytes)) return unknown;
  let amount = bytes / 1024;
  let unit = 0;
  while (unit < units.length - 1 && amount >= 999.5) {
    amount /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && amount < 9.95 ? 1 : 0;
  return `${amount.toFixed(digits)} ${units[unit]}`;
}

/** A share in five characters at most: `78 %`. */
export function shortShare(share: number | undefined): string {
  return share === undefined || Number.isNaN(share) ? unknown : `${Math.round(share * 100)} %`;
}

/**
 * The interval of a forecast alone: `2 h 05–3 h 30`, `8–12 min`, `> 2 h` where it may never come, `< 12 min` where it may come
 * at any time.
 */
export function shortInterval({ lowMs, highMs }: OutOfMemoryEstimate): string {
  const low = durationInWords(lowMs);
  const hasBegun = lowMs < 500;
  if (highMs === undefined) return hasBegun ? 'any time' : `> ${low}`;
  const high = durationInWords(highMs);
  if (hasBegun) return `< ${high}`;
  if (low === high) return low;
  const isSameUnit = highMs < 120 * minuteMs && unitOf(low) === unitOf(high);
  return `${isSameUnit ? low.replace(/ \D+$/, '') : low}–${high}`;
}

/** The forecast with its interval: `2 h 40 (2 h 05–3 h 30)`. */
export function shortForecast(estimate: OutOfMemoryEstimate): string {
  const interval = shortInterval(estimate);
  return estimate.etaMs < 500 ? interval : `${durationInWords(estimate.etaMs)} (${interval})`;
}

function unitOf(words: string): string | undefined {
  return /\D+$/.exec(words)?.[0];
}
