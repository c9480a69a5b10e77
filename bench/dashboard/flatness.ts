import { shippedPackage } from '../harness/shipped.ts';

/** A live size that was read at a time. */
export interface Reading {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly liveBytes: number;
}

/** What Tidemark says of readings. */
export interface Flatness {
  readonly firstBytes: number;
  readonly lastBytes: number;
  /** Growth by its line from the first reading to the last; `NaN` where there are too few. */
  readonly grownBytes: number;
  /** The least of the 95 % interval, over the same time. */
  readonly surelyGrownBytes: number;
  /** Leaks that it would have told of. */
  readonly leaks: number;
}

/** Shows readings to the analysis that Tidemark ships, as those of a process. */
export async function flatnessOf(readings: readonly Reading[]): Promise<Flatness> {
  const { MemoryAnalyzer, toRow } = await shippedPackage();
  const analyzer = new MemoryAnalyzer(
    readings.map(({ time, liveBytes }, index) =>
      toRow({
        time,
        liveBytes,
        heapUsedBytes: liveBytes,
        oldUsedBytes: liveBytes,
        majorCollections: index + 1,
      }),
    ),
  );
  const trend = analyzer.trend();
  const seconds = (trend?.spanMs ?? Number.NaN) / 1_000;
  return {
    firstBytes: readings[0]?.liveBytes ?? Number.NaN,
    lastBytes: readings.at(-1)?.liveBytes ?? Number.NaN,
    grownBytes: trend?.grownBytes ?? Number.NaN,
    surelyGrownBytes: (trend?.lowBytesPerSecond ?? Number.NaN) * seconds,
    leaks: analyzer.detectLeak().steps.filter(({ report }) => report.level !== 'withdrawn').length,
  };
}
