import type { MonitorCost } from '../../monitoring/MonitorCost.ts';
import { bytesInWords, durationInWords } from '../../monitoring/quantity.ts';

/** What watching has cost: time of samples, pauses of collections and looks, bytes. */
export function costSentences(cost: MonitorCost): string[] {
  const { busyMs, busyShare, runningMs, samples, probes, gentle, sites, snapshots, heldBytes } = cost;
  const taken = `${samples.toLocaleString('en')} samples in ${durationInWords(runningMs)} took ${ms(busyMs)} (${percent(busyShare)})`;
  const pauses = [
    pausesOf(probes.count, 'forced collection', probes),
    pausesOf(gentle.count, 'gentle collection', gentle),
    pausesOf(sites.looks, 'look at allocations', sites, 'looks at allocations'),
    pausesOf(snapshots.taken, 'heap snapshot', snapshots),
  ].filter((sentence) => sentence !== undefined);
  return [taken, ...pauses, `${bytesInWords(heldBytes)} held for history and readings`];
}

function pausesOf(
  count: number,
  name: string,
  { pauseMs, longestPauseMs }: { readonly pauseMs: number; readonly longestPauseMs: number },
  names = `${name}s`,
): string | undefined {
  if (count === 0) return undefined;
  const longest = count === 1 ? '' : `, the longest ${ms(longestPauseMs)}`;
  return `${count.toLocaleString('en')} ${count === 1 ? name : names}: ${ms(pauseMs)} of pauses${longest}`;
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 ? 3 : 1)} %`;
}
