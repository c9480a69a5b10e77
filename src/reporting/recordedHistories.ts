import type { SampleHistory } from '../sampling/SampleHistory.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { HistoryAnswer } from '../wire/message.ts';

/** Which stretch of history is kept. */
export interface KeptRange {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Between two samples, in milliseconds. */
  readonly intervalMs: number;
}

/** Rows of the finest answer: more than a screen has columns. */
const mostRows = 4_000;
/** Samples kept at full resolution by default, less a margin. */
const finestSamples = 900;
const middleTierMs = 2 * 3_600_000;

/** A stretch of history for a page without a server, from coarse to fine, each part as fine as it is kept. */
export function recordedHistories(
  history: Pick<SampleHistory, 'columns' | 'length'>,
  { id, fromMs, toMs, intervalMs }: KeptRange,
  events: readonly MemoryEvent[],
): HistoryAnswer[] {
  const starts = [fromMs, toMs - middleTierMs, toMs - finestSamples * intervalMs].map((start) =>
    Math.max(fromMs, start),
  );
  const answers: HistoryAnswer[] = [];
  for (const start of starts) {
    const answer = answerFrom(history, { id, fromMs: start, toMs }, events);
    const isFiner = answer.stepMs < (answers.at(-1)?.stepMs ?? Number.POSITIVE_INFINITY);
    if (isFiner && (answer.columns[0]?.length ?? 0) > 0) answers.push(answer);
  }
  return answers;
}

function answerFrom(
  history: Pick<SampleHistory, 'columns'>,
  { id, fromMs, toMs }: Omit<KeptRange, 'intervalMs'>,
  events: readonly MemoryEvent[],
): HistoryAnswer {
  let stretch = history.columns({ fromMs, toMs });
  const rows = stretch.columns[0]?.length ?? 0;
  if (rows > mostRows) {
    stretch = history.columns({ fromMs, toMs, stepMs: Math.ceil((toMs - fromMs) / mostRows) });
  }
  return { id, ...stretch, events: events.filter(({ time }) => time >= fromMs && time <= toMs) };
}
