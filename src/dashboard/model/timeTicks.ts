import { formatClock, formatDay, isSameDay } from './time.ts';

/** Where a time axis is divided, and what is written there. */
export interface TimeTicks {
  readonly splits: readonly number[];
  readonly labels: readonly string[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const stepsMs = [
  second,
  2 * second,
  5 * second,
  10 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
] as const;

/**
 * Divides a time axis at round local times: 14:00, 14:05, 14:10. Seconds are written where the step has them, a
 * date where a day begins, and with the first of another day than today.
 *
 * @param mostTicks how many labels have room
 */
export function timeTicks(fromMs: number, toMs: number, mostTicks: number, todayMs: number): TimeTicks {
  const spanMs = toMs - fromMs;
  const stepMs = stepsMs.find((step) => spanMs / step <= mostTicks) ?? wholeDays(spanMs, mostTicks);
  const offsetMs = new Date(fromMs).getTimezoneOffset() * minute;
  const splits: number[] = [];
  const first = Math.ceil((fromMs - offsetMs) / stepMs) * stepMs + offsetMs;
  for (let split = first; split <= toMs; split += stepMs) splits.push(split);
  return { splits, labels: splits.map((split, index) => labelOf(split, stepMs, todayMs, index === 0)) };
}

function wholeDays(spanMs: number, mostTicks: number): number {
  return Math.ceil(spanMs / mostTicks / day) * day;
}

function labelOf(split: number, stepMs: number, todayMs: number, isFirst: boolean): string {
  const date = new Date(split);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (midnight || stepMs >= day) return formatDay(split, todayMs);
  const clock = formatClock(split, stepMs < minute);
  return isFirst && !isSameDay(split, todayMs) ? `${formatDay(split, todayMs)} ${clock}` : clock;
}
