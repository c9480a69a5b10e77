import { bytesInWords } from '../../wire/quantity.ts';
import { memoryRoom } from '../heap-snapshot/taking/headroom.ts';
import type { Constructor } from './InstanceTracker.ts';

/** V8 looks at each object; of a heap of 500 MB that took 5 to 8 s, and 830 MB more memory. */
const timesTheHeap = 2;

/** Counts instances by `v8.queryObjects`; `undefined` in a Node without it (before 20.13 and 22.0). */
export function queryObjects(): ((type: Constructor) => number) | undefined {
  const { queryObjects: query } = process.getBuiltinModule('node:v8');
  if (typeof query !== 'function') return undefined;
  return (type) => query(type, { format: 'count' });
}

/** Why there is not enough memory left for it; `undefined` where there is, or where nobody tells. */
export function queryRefusal(usedBytes: number, free: number = memoryRoom().freeBytes): string | undefined {
  const needed = timesTheHeap * usedBytes;
  if (!(needed > free)) return undefined;
  return `Counting all objects may need ${bytesInWords(needed)}, and ${bytesInWords(free)} are free.`;
}
