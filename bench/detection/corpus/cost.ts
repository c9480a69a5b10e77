import type { CorpusProgram } from './CorpusProgram.ts';
import type { RunRecords } from './records.ts';

/** What the agent cost a process, by its own account. */
export interface AgentCost {
  /** Samples and looks, as a share of the time. */
  readonly busyShare: number;
  /** Pauses of probes, as a share of the time. */
  readonly pauseShare: number;
  readonly longestPauseMs: number;
  /** Pauses one by one, as far as readings each half minute tell them apart; means where they do not. */
  readonly pausesMs: readonly number[];
  /** What the whole process used of one core. */
  readonly processShare: number;
}

/** The cost as of the last reading; `undefined` where the agent told none. */
export function costOf({ readings }: RunRecords): AgentCost | undefined {
  const last = readings.findLast(({ cost }) => cost !== undefined);
  if (!last?.cost) return undefined;
  const pausesMs: number[] = [];
  let [count, pauseMs] = [0, 0];
  for (const { cost } of readings) {
    if (!cost) continue;
    const fresh = cost.probes.count - count;
    for (let place = 0; place < fresh; place++) pausesMs.push((cost.probes.pauseMs - pauseMs) / fresh);
    ({ count, pauseMs } = cost.probes);
  }
  return {
    busyShare: last.cost.busyShare,
    pauseShare: last.cost.probes.pauseShare,
    longestPauseMs: last.cost.probes.longestPauseMs,
    pausesMs,
    processShare: last.cpuMs / 1000 / last.second,
  };
}

/** The value below which this share of the sorted values lies; `NaN` of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The rate at which live memory grew while the mistake was made, in bytes per second, from the agent's readings. */
export function grownRate({ leak }: CorpusProgram, { readings }: RunRecords): number {
  const from = (leak?.onsetSecond ?? 0) + 60;
  const late = readings.filter(({ second, sample }) => second >= from && sample !== undefined);
  const value = ({ sample }: (typeof late)[number]): number => {
    if (leak?.memory === 'heap' || leak === undefined) return sample?.liveBytes ?? Number.NaN;
    return leak.memory === 'external'
      ? (sample?.externalBytes ?? Number.NaN)
      : (sample?.rssBytes ?? Number.NaN);
  };
  const points = late
    .map((one) => [one.second, value(one)] as const)
    .filter(([, bytes]) => Number.isFinite(bytes));
  const [first, last] = [points[0], points.at(-1)];
  return first && last && last[0] > first[0] ? (last[1] - first[1]) / (last[0] - first[0]) : Number.NaN;
}
