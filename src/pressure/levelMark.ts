/**
 * Bytes at which a level begins: where its threshold says, as for alerts, and no later than half of the way from that share
 * of the bytes that can be used to all of them; `NaN` where it is turned off, or a share of an unknown limit.
 */
export function levelMark(threshold: number | null, limitBytes: number, usableBytes: number): number {
  if (threshold === null) return Number.NaN;
  if (threshold > 1) return threshold;
  return Math.min(threshold * limitBytes, ((1 + threshold) / 2) * usableBytes);
}
