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

/** Local date, with the year where it is not that of `nowMs`: `23 Nov`, `1 Jan 1970`. */
export function formatDay(timeMs: number, nowMs: number): string {
  const date = new Date(timeMs);
  const year = date.getFullYear();
  const day = `${date.getDate()} ${months[date.getMonth()]}`;
  return year === new Date(nowMs).getFullYear() ? day : `${day} ${year}`;
}

/** Whether two moments are of one local day. */
export function isSameDay(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).toDateString() === new Date(otherMs).toDateString();
}

/** Time of day, with the date in front where it is not the day of `nowMs`: `14:02`, `22 Nov 14:02`. */
export function formatMoment(timeMs: number, nowMs: number, seconds = false): string {
  const clock = formatClock(timeMs, seconds);
  return isSameDay(timeMs, nowMs) ? clock : `${formatDay(timeMs, nowMs)} ${clock}`;
}

/** From when to when, with the date where it is not today, and with both where there are two: `22 Nov 14:02:10 to 14:07:10`. */
export function formatRange(fromMs: number, toMs: number, todayMs: number): string {
  if (isSameDay(fromMs, toMs)) return `${formatMoment(fromMs, todayMs, true)} to ${formatClock(toMs, true)}`;
  const [from, to] = [fromMs, toMs].map((ms) => `${formatDay(ms, todayMs)} ${formatClock(ms, true)}`);
  return `${from} to ${to}`;
}

/** A duration as people say it, as terminal and reports have it: `8 s`, `12 min`, `2 h 40`, `3 d`. */
export function formatDuration(durationMs: number): string {
  return durationInWords(Math.max(0, durationMs));
}
