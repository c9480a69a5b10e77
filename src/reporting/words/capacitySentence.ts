import { bytesInWords } from '../../monitoring/quantity.ts';
import type { Capacity, LimitKind } from '../../wire/capacity.ts';

/** What runs out, as people say it. */
export const limitNames: Readonly<Record<LimitKind, string>> = {
  heap: "the heap's limit",
  container: "the container's limit",
  host: "the host's memory",
};

/** `capacity 512 MB: the container's limit binds, 431 MB left (the heap could grow to 2.1 GB)`. */
export function capacitySentence(capacity: Capacity): string {
  const { binding } = capacity;
  if (binding === undefined) return 'capacity unknown: this platform tells of no limit';
  const { kind, limitBytes, usedBytes } = binding;
  const left = bytesInWords(Math.max(0, limitBytes - usedBytes));
  const heapBytes = heapBeyond(capacity);
  const beyond = heapBytes === undefined ? '' : ` (the heap could grow to ${bytesInWords(heapBytes)})`;
  return `capacity ${bytesInWords(limitBytes)}: ${limitNames[kind]} binds, ${left} left${beyond}`;
}

/** The heap's limit in bytes where it lies beyond the one that binds, so that the kernel kills before V8 fails. */
export function heapBeyond({ binding, limits }: Capacity): number | undefined {
  const heap = limits.find(({ kind }) => kind === 'heap');
  return binding !== undefined && heap !== undefined && heap.limitBytes > binding.limitBytes
    ? heap.limitBytes
    : undefined;
}
