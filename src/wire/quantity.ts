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
  return `${sign}${trimmed(amount.toFixed(digits))} ${units[unit]}`;
}

/** Bytes per second as people say them: `52 kB/s`. */
export function rateInWords(bytesPerSecond: number): string {
  return `${bytesInWords(bytesPerSecond)}/s`;
}

/** A duration in two significant parts at most: `45 s`, `4 min`, `2 h 40`, `3 d`. */
export function durationInWords(durationMs: number): string {
  if (durationMs < 2 * minuteMs) return `${Math.round(durationMs / 1000)} s`;
  const minutes = Math.round(durationMs / minuteMs);
  if (minutes < 120) return `${minutes} min`;
  if (durationMs < 2 * dayMs) {
    const rest = minutes % 60;
    return rest === 0
      ? `${minutes / 60} h`
      : `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, '0')}`;
  }
  return `${Math.round(durationMs / dayMs)} d`;
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

function trimmed(digits: string): string {
  return digits.endsWith('.0') ? digits.slice(0, -2) : digits;
}
