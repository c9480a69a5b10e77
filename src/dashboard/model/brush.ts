import type { TimeRange } from './frame.ts';
import type { Extent } from './SampleStore.ts';

/** Which part of a window is taken hold of. */
export type BrushPart = 'start' | 'end' | 'window';

const narrowestMs = 1_000;

/** Moves a window, or one of its edges, within what is kept. An edge does not pass the other. */
export function moved({ fromMs, toMs }: TimeRange, part: BrushPart, byMs: number, extent: Extent): TimeRange {
  if (part === 'start') {
    return { fromMs: clamp(fromMs + byMs, extent.firstMs, toMs - narrowestMs), toMs };
  }
  if (part === 'end') {
    return { fromMs, toMs: clamp(toMs + byMs, fromMs + narrowestMs, Math.max(extent.lastMs, toMs)) };
  }
  const least = Math.min(fromMs, extent.firstMs) - fromMs;
  const shift = clamp(byMs, least, Math.max(0, extent.lastMs - toMs));
  return { fromMs: fromMs + shift, toMs: toMs + shift };
}

/** The window between two times, whichever comes first, within what is kept. */
export function between(oneMs: number, otherMs: number, { firstMs, lastMs }: Extent): TimeRange {
  const from = clamp(Math.min(oneMs, otherMs), firstMs, lastMs);
  const to = clamp(Math.max(oneMs, otherMs), firstMs, lastMs);
  return { fromMs: from, toMs: Math.max(to, from + narrowestMs) };
}

/** What of a window is not future. */
export function known({ fromMs, toMs }: TimeRange, { lastMs }: Extent): TimeRange {
  return { fromMs, toMs: Math.max(fromMs, Math.min(toMs, lastMs)) };
}

/** Makes a window longer or shorter by a factor, about a time that stays where it is. */
export function scaled(
  { fromMs, toMs }: TimeRange,
  factor: number,
  aboutMs: number,
  extent: Extent,
): TimeRange {
  return between(aboutMs - (aboutMs - fromMs) * factor, aboutMs + (toMs - aboutMs) * factor, extent);
}

/** Whether a window reaches the newest sample, give or take a hundredth of what is kept. */
export function reachesEnd({ toMs }: TimeRange, { firstMs, lastMs }: Extent): boolean {
  return toMs >= lastMs - (lastMs - firstMs) / 100;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
