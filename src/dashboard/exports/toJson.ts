import type { HistoryAnswer } from '../../wire/message.ts';
import type { RecordedProcess } from '../../wire/recorded.ts';
import type { WindowExport } from './WindowExport.ts';

/** A window as a recorded process, which `recordedSource` shows again. */
export function recordedWindow(
  { process, nowMs, samplesOnly }: Pick<WindowExport, 'process' | 'nowMs' | 'samplesOnly'>,
  history: HistoryAnswer,
): RecordedProcess {
  return { process, histories: [history], recordedAt: nowMs, samplesOnly };
}

/** {@link recordedWindow} as JSON. */
export function toJson(
  content: Pick<WindowExport, 'process' | 'nowMs' | 'samplesOnly'>,
  history: HistoryAnswer,
): string {
  return JSON.stringify(recordedWindow(content, history), null, 1);
}
