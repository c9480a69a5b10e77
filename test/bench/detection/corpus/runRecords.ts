import { parseRecords, type RunRecords } from '../../../../bench/detection/corpus/records.ts';
import type { AllocationSite, LeakReport } from '../../../../src/wire/event.ts';

const began = 1_700_000_000_000;

/** A site of a function, in the application's own code unless a package is given. */
export function site(name: string, packageName?: string): AllocationSite {
  return { function: name, file: 'a.js', line: 1, package: packageName, bytesPerSecond: 1, survival: 1 };
}

/** What an agent told at these seconds. */
export function told(
  ...steps: readonly [second: number, level: LeakReport['level'], further?: Partial<LeakReport>][]
): RunRecords {
  const events = steps.map(([second, level, further]) => ({
    kind: 'event',
    second,
    time: began + second * 1000,
    type: `leak_${level}`,
    payload: { level, memory: 'heap', sites: [], ...further },
  }));
  return recordsOf([...events, { kind: 'exit', time: began + 1_320_000, code: 0, signal: null }]);
}

/** A run's records, written as its process and the runner write them, and read again. */
export function recordsOf(lines: readonly object[]): RunRecords {
  const start = { kind: 'start', second: 0, time: began, agent: true, node: 'v20.0.0' };
  return parseRecords([start, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}
