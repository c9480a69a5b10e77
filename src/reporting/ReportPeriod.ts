import { invalidOption } from '../TidemarkError.ts';

/** Which stretch of time is reported: the last `durationMs`, or from one time to another. All that is kept by default. */
export interface ReportPeriod {
  /** Milliseconds before `toMs`, above 0. */
  readonly durationMs?: number;
  /** Epoch milliseconds. @default as far back as anything is kept */
  readonly fromMs?: number;
  /** Epoch milliseconds. @default now */
  readonly toMs?: number;
}

/**
 * The two ends of a period.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function rangeOf(
  { durationMs, fromMs, toMs }: ReportPeriod,
  now: number,
): { fromMs: number; toMs: number } {
  const end = toMs ?? now;
  if (!Number.isFinite(end)) throw invalidOption('toMs', 'epoch milliseconds', toMs);
  if (durationMs !== undefined) {
    if (!(durationMs > 0)) throw invalidOption('durationMs', 'milliseconds above 0', durationMs);
    if (fromMs !== undefined) throw invalidOption('fromMs', 'left out where durationMs is given', fromMs);
    return { fromMs: end - durationMs, toMs: end };
  }
  const begin = fromMs ?? Number.NEGATIVE_INFINITY;
  if (!(begin < end)) throw invalidOption('fromMs', 'epoch milliseconds before toMs', fromMs);
  return { fromMs: begin, toMs: end };
}
