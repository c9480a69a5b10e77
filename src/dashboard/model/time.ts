import { durationInWords } from '../../wire/quantity.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Local time of day: `14:02`, or `14:02:10` with seconds. */
export function formatClock(timeMs: number, seconds = false): string {
  const date = new Date(timeMs);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return seconds ? `${clock}:${two(date.getSeconds())}` : clock;
}

/** Local date without the year: `23 Nov`. */
export function formatDay(timeMs: number): string {
  const date = new Date(timeMs);
  return `${date.getDate()} ${months[date.getMonth()]}`;
}

/** Time of day, with the date in front where it is not the day of `nowMs`: `14:02`, `22 Nov 14:02`. */
export function formatMoment(timeMs: number, nowMs: number, seconds = false): string {
  const clock = formatClock(timeMs, seconds);
  return new Date(timeMs).toDateString() === new Date(nowMs).toDateString()
    ? clock
    : `${formatDay(timeMs)} ${clock}`;
}

/** A duration as people say it, as terminal and reports have it: `8 s`, `12 min`, `2 h 40`, `3 d`. */
export function formatDuration(durationMs: number): string {
  return durationInWords(Math.max(0, durationMs));
}
