import { nodeSource } from '../../../sampling/nodeSource.ts';
import { capacityOf } from '../../../wire/capacity.ts';
import { bytesInWords, durationInWords, percentInWords } from '../../../wire/quantity.ts';
import { sampleFields } from '../../../wire/sample.ts';
import type { SnapshotEstimate } from '../../../wire/snapshotTaking.ts';

/** Memory that is left. */
export interface MemoryRoom {
  /** What the container or the host has left, whichever is less; `NaN` where neither tells. */
  readonly freeBytes: number;
  readonly owner: 'container' | 'host' | undefined;
  /** Share of V8's old generation in use; `NaN` where that is not known. */
  readonly heapShare: number;
}

/** Disk space that is left in the folder. */
export interface DiskRoom {
  readonly directory: string;
  /** `NaN` where the system does not tell. */
  readonly freeBytes: number;
  /** Whether the folder is held in memory (tmpfs), so that the file counts twice. */
  readonly inMemory: boolean;
}

/**
 * V8 collects several times in a row before a snapshot. Above this share of the old generation's limit it may take that
 * for the end, and abort the process ("Ineffective mark-compacts near heap limit").
 */
const mostHeapShare = 0.8;

/** Memory that is left now. */
export function memoryRoom(): MemoryRoom {
  const source = nodeSource();
  try {
    const row = new Float64Array(sampleFields.length);
    source.read(row);
    const { limits } = capacityOf(row);
    const heap = limits.find(({ kind }) => kind === 'heap');
    const left = limits
      .filter(({ kind }) => kind !== 'heap')
      .map(({ kind, limitBytes, usedBytes }) => ({ kind, bytes: limitBytes - usedBytes }))
      .sort((one, other) => one.bytes - other.bytes)[0];
    return {
      freeBytes: left?.bytes ?? Number.NaN,
      owner: left?.kind === 'heap' ? undefined : left?.kind,
      heapShare: heap?.ratio ?? Number.NaN,
    };
  } finally {
    source.close();
  }
}

/** Why memory or disk may not suffice, with the figures; `undefined` where they do, or where nobody tells. */
export function refusalFor(
  { heapUsedBytes, fileBytes, memoryBytes, pauseMs }: SnapshotEstimate,
  memory: MemoryRoom,
  disk: DiskRoom,
): string | undefined {
  const heap = `A snapshot of a heap of ${bytesInWords(heapUsedBytes)}`;
  const neededBytes = memoryBytes + (disk.inMemory ? fileBytes : 0);
  if (neededBytes > memory.freeBytes) {
    const held = disk.inMemory ? ', its file in memory included' : '';
    return `${heap} may take ${bytesInWords(neededBytes)} of memory${held}, and the ${memory.owner} has ${bytesInWords(Math.max(0, memory.freeBytes))} left; the thread would stand still for ${pauseInWords(pauseMs)}.`;
  }
  if (memory.heapShare > mostHeapShare) {
    return `${heap}, which is at ${percentInWords(memory.heapShare)} of its limit, may end the process: V8 collects several times in a row before it, and gives up where that frees too little.`;
  }
  if (fileBytes > disk.freeBytes) {
    return `${heap} may take a file of ${bytesInWords(fileBytes)}, and ${disk.directory} has room for ${bytesInWords(disk.freeBytes)}.`;
  }
  return undefined;
}

/** How long the thread stands still: `3 s to 12 s`. */
export function pauseInWords({ low, high }: SnapshotEstimate['pauseMs']): string {
  if (high < 1500) return 'about a second';
  const [least, most] = [durationInWords(Math.max(1000, low)), durationInWords(high)];
  return least === most ? `about ${most}` : `${least} to ${most}`;
}
