import { median } from './robustStatistics.ts';

/** Points as two columns of one length. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** At most `most` points: neighbours in groups of one size, each as the medians of its times and values. */
export function thinned(times: ArrayLike<number>, values: ArrayLike<number>, most: number): Points {
  const t = Array.from(times);
  const y = Array.from(values);
  const size = Math.ceil(t.length / most);
  if (size <= 1) return { times: t, values: y };
  const groups = Array.from({ length: Math.ceil(t.length / size) }, (_, group) => group * size);
  return {
    times: groups.map((start) => median(t.slice(start, start + size))),
    values: groups.map((start) => median(y.slice(start, start + size))),
  };
}
