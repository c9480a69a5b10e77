import type { Statistic } from '../../src/sampling/history/SampleSeries.ts';

/** One row of the model: when it begins, how many samples are in it, and what they come to. */
type NaiveRow = { readonly start: number; readonly count: number } & Readonly<Record<Statistic, number>>;

/**
 * What a history must answer for one column, written down in the plainest way: arrays of everything ever pushed, cut
 * and grouped anew for every question.
 */
export class NaiveHistory {
  readonly #size: number;
  readonly #samples: { time: number; value: number }[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  push(time: number, value: number): void {
    const last = this.#samples.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    this.#samples.push({ time: time > last ? time : last + 1, value });
  }

  get times(): number[] {
    return this.#samples.slice(-this.#size).map(({ time }) => time);
  }

  columns(fromMs: number, toMs: number, stepMs: number, statistic: Statistic): [number[], (number | null)[]] {
    const [rows, span] = this.#seriesReaching(fromMs);
    const within = rows.filter(
      ({ start }) => start <= toMs && (span === 0 ? start >= fromMs : start + span > fromMs),
    );
    const distances = within.slice(1).map(({ start }, index) => start - (within[index] as NaiveRow).start);
    distances.sort((one, other) => one - other);
    const usual = Math.max(span, distances[distances.length >>> 1] ?? 0);
    const merged = stepMs > usual ? grouped(within, stepMs) : within;
    const values = merged.map((row) => (Number.isNaN(row[statistic]) ? null : row[statistic]));
    return [merged.map(({ start }) => start), values];
  }

  #seriesReaching(fromMs: number): [NaiveRow[], number] {
    const raw = this.#samples.map(({ time, value }) => ({
      start: time,
      count: 1,
      mean: value,
      min: value,
      max: value,
    }));
    const all: [NaiveRow[], number, number][] = [
      [raw, 0, this.#size],
      [grouped(raw, 10_000), 10_000, 720],
      [grouped(raw, 60_000), 60_000, 1440],
    ];
    const kept = all.map(([rows, span, capacity]) => ({
      rows: rows.slice(-capacity),
      span,
      whole: rows.length <= capacity,
    }));
    const first = (rows: NaiveRow[]) => rows[0]?.start ?? Number.POSITIVE_INFINITY;
    const earliest = Math.min(...kept.map(({ rows }) => first(rows)));
    const found =
      kept.find(({ rows, whole }) => whole || first(rows) <= fromMs) ??
      kept.find(({ rows }) => first(rows) === earliest);
    return [found?.rows ?? [], found?.span ?? 0];
  }
}

function grouped(rows: readonly NaiveRow[], step: number): NaiveRow[] {
  const groups = new Map<number, NaiveRow[]>();
  for (const row of rows) {
    const begin = Math.floor(row.start / step) * step;
    groups.set(begin, [...(groups.get(begin) ?? []), row]);
  }
  return [...groups].map(([start, group]) => merged(start, group));
}

function merged(start: number, rows: readonly NaiveRow[]): NaiveRow {
  const known = rows.filter(({ mean }) => !Number.isNaN(mean));
  const total = (all: readonly NaiveRow[]) => all.reduce((sum, { count }) => sum + count, 0);
  return {
    start,
    count: total(rows),
    mean: known.reduce((sum, { mean, count }) => sum + mean * count, 0) / total(known),
    min: known.length === 0 ? Number.NaN : Math.min(...known.map(({ min }) => min)),
    max: known.length === 0 ? Number.NaN : Math.max(...known.map(({ max }) => max)),
  };
}
