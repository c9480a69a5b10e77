import type { Leaks } from '../leaks/Leaks.ts';
import type { World } from '../World.ts';
import type { Load } from '../workloads/Load.ts';
import type { WardrobeOptions } from './options.ts';
import { count, megabytes } from './words.ts';

export interface Progress {
  readonly load: Load;
  readonly world: World;
  readonly leaks: Leaks;
  readonly elapsedSeconds: number;
  readonly heapBytes: number;
}

export function announcement({
  workload,
  rate,
  actorCount,
  seed,
  leak,
  leakBytesPerSecond,
}: WardrobeOptions): string {
  const leaking = leak === 'none' ? 'no leak' : `leak ${leak} at ${count(leakBytesPerSecond)} bytes a second`;
  return line(
    `${workload} workload, ${count(rate)} operations a second, ${count(actorCount)} actors, seed ${seed}, ${leaking}`,
  );
}

export function status({ load, world, leaks, elapsedSeconds, heapBytes }: Progress): string {
  const parts = [
    `${count(elapsedSeconds).padStart(6)} s`,
    `${count(load.done)} operations (${count(load.done / elapsedSeconds)} a second)`,
    `${count(world.entities.size)} entities`,
    `heap ${megabytes(heapBytes)}`,
  ];
  if (leaks.name !== 'none') parts.push(`leaked ${megabytes(leaks.leakedBytes)}`);
  return line(parts.join('   '));
}

export function summary({ load, world, leaks, elapsedSeconds }: Progress): string {
  const { clothing, anatomy, lifecycle } = load.counts;
  const perSecond = (value: number): string => count(elapsedSeconds > 0 ? value / elapsedSeconds : 0);
  const lines = [
    `ended after ${elapsedSeconds.toFixed(1)} s: ${count(load.done)} operations, ${perSecond(load.done)} a second`,
    `of them clothing ${count(clothing)}, anatomy ${count(anatomy)}, lifecycle ${count(lifecycle)}; ${count(load.undone)} left undone`,
    `lookups: half within ${world.latencies.percentileMs(0.5).toFixed(3)} ms, 99 % within ${world.latencies.percentileMs(0.99).toFixed(3)} ms`,
  ];
  if (leaks.name !== 'none') {
    lines.push(
      `leak ${leaks.name} kept ${megabytes(leaks.leakedBytes)}: ${perSecond(leaks.leakedBytes)} bytes a second of ${count(leaks.bytesPerSecond)} asked for`,
    );
  }
  return lines.map(line).join('');
}

function line(text: string): string {
  return `wardrobe  ${text}\n`;
}
