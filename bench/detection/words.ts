import type { LeakRow, Setting } from './plan.ts';

/** Column heading of a setting: its probes, and whether holders are declared. */
export function settingInWords({ policy, world }: Setting): string {
  const probes = policy === 'natural' ? 'no probes' : policy;
  return world === 'declared' ? `${probes}, declared` : probes;
}

/** `20 KB/s, burst`; the control is `no leak`. */
export function leakInWords({ kind, bytesPerSecond }: LeakRow): string {
  if (bytesPerSecond === 0) return 'no leak';
  const rate = bytesPerSecond < 1e6 ? `${bytesPerSecond / 1e3} KB/s` : `${bytesPerSecond / 1e6} MB/s`;
  return kind === 'constant' ? rate : `${rate}, ${kind}`;
}

/** Per cent with one decimal, from a share; `–` of nothing. */
export function shareInWords(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** Seconds as minutes with one decimal; `–` where there are none. */
export function minutesInWords(seconds: number): string {
  return Number.isFinite(seconds) ? `${(seconds / 60).toFixed(1)} min` : '–';
}
