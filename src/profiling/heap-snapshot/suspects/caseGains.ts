import { type Gain, steadyBytes, sumOf } from './gains.ts';
import type { SuspectCase } from './SuspectCases.ts';

/** What a case gained, of its own and together with others, by class; what went on first. */
export function gainsOfCase({ gained, shared }: SuspectCase): Gain[] {
  const all = [...gained.flatMap(({ gains }) => [...gains.values()]), ...shared.map(({ gain }) => gain)];
  const merged = new Map<string, Gain>();
  for (const gain of all) {
    const present = merged.get(gain.name);
    merged.set(gain.name, present === undefined ? gain : sumOf(present, gain));
  }
  const sorted = [...merged.values()]
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => steadyBytes(b) - steadyBytes(a));
  // What came in one interval only is no leak, unless there is nothing else to tell.
  const steady = sorted.filter(({ counts }) => counts.every((count) => count > 0));
  return steady.length > 0 ? steady : sorted;
}

/** Bytes by which a case grew in each interval, of its own and together with others. */
export function bytesOfCase({ bytesPerInterval, shared }: SuspectCase): number[] {
  const sums = [...bytesPerInterval];
  for (const { gain } of shared) {
    for (const [index, part] of gain.bytes.entries()) sums[index] = (sums[index] ?? 0) + part;
  }
  return sums;
}

/** The sum over all intervals. */
export function sumOfAll(bytes: readonly number[]): number {
  return bytes.reduce((sum, part) => sum + part, 0);
}
