/** How much a request matters: those that matter least are refused first. */
export type RequestPriority = 'low' | 'normal' | 'high';

/** A priority, or never to be refused. */
export type RequestTreatment = RequestPriority | 'exempt';

/** From the least to the most. */
export const requestPriorities: readonly RequestPriority[] = ['low', 'normal', 'high'];

/** Everything that may be refused is. Severity goes up and down by one, from 0. */
export const mostSeverity = 10;

/** At the first severity nothing of that priority is refused, at the second all that may be. */
const ladder: Readonly<Record<RequestPriority, readonly [number, number]>> = {
  low: [0, 2],
  normal: [2, 8],
  high: [8, mostSeverity],
};

/** Severity at which all requests up to this priority are refused, and none above it. */
export function severityUpTo(priority: RequestPriority | 'none'): number {
  return priority === 'none' ? 0 : ladder[priority][1];
}

/** The share of requests of this priority that is refused at a severity: 0 to 1, before it is limited to the most. */
export function refusedShare(priority: RequestPriority, severity: number): number {
  const [from, to] = ladder[priority];
  return Math.min(1, Math.max(0, (severity - from) / (to - from)));
}
