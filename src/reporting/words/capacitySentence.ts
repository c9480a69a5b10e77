import { bytesInWords } from '../../monitoring/quantity.ts';
import type { Capacity, LimitKind } from '../../wire/capacity.ts';

/** What runs out, as people say it. */
export const limitNames: Readonly<Record<LimitKind, string>> = {
  heap: "the heap's limit",
  container: "the container's limit",
  host: "the host's memory",
};

/** `capacity 512 MB: the container's limit binds, 431 MB left (the heap could grow to 2.1 GB)`. */
export function capacitySentence({ binding, limits }: Capacity): string {
  if (binding === undefined) return 'capacity unknown: this platform tells of no limit';
  const { kind, limitBytes, usedBytes } = binding;
  const left = bytesInWords(Math.max(0, limitBytes - usedBytes));
  const heap = limits.find((limit) => limit.kind === 'heap');
  const beyond =
    heap !== undefined && heap.limitBytes > limitBytes
      ? ` (the heap could grow to ${bytesInWords(heap.limitBytes)})`
      : '';
  return `capacity ${bytesInWords(limitBytes)}: ${limitNames[kind]} binds, ${left} left${beyond}`;
}
