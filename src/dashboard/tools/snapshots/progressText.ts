import { durationInWords } from '../../../wire/quantity.ts';
import type { Analysis } from '../../../wire/snapshot.ts';
import { roundBytes } from '../../model/bytes.ts';

/**
 * `Reading the snapshot: 40 MB of 120 MB, 61 MB/s, about 4 s to go.`
 *
 * @param sinceMs for how long nothing newer has been heard of it
 */
export function progressText({ state, progress, problem }: Analysis, sinceMs = 0): string {
  if (state === 'failed') return problem ?? 'The analysis failed.';
  if (state === 'cancelled') return 'The analysis was cancelled.';
  if (state === 'waiting') return 'Waiting for the analyses before it.';
  if (progress === undefined) return state === 'done' ? 'Done.' : 'Begins';
  const { stage, file, bytesRead, totalBytes, bytesPerSecond, remainingMs } = progress;
  const what =
    stage === 'analyzing'
      ? 'Finding out who holds what'
      : `Reading snapshot ${file}: ${roundBytes(bytesRead)} of ${roundBytes(totalBytes)}`;
  const pace =
    bytesPerSecond === undefined || stage === 'analyzing' ? '' : `, ${roundBytes(bytesPerSecond)}/s`;
  return `${what}${pace}${restInWords(remainingMs, sinceMs)}.`;
}

function restInWords(remainingMs: number | undefined, sinceMs: number): string {
  if (remainingMs === undefined) return '';
  if (sinceMs > remainingMs) return `, for ${durationInWords(sinceMs)}, which is longer than foreseen`;
  return `, about ${durationInWords(Math.max(1_000, remainingMs - sinceMs))} to go`;
}
