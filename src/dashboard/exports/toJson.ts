import type { HistoryAnswer } from '../../wire/message.ts';
import type { RecordedProcess } from '../../wire/recorded.ts';
import type { WindowExport } from './WindowExport.ts';

/** A window as a recorded process, which `recordedSource` shows again. */
export function toJson(
  { process, nowMs }: Pick<WindowExport, 'process' | 'nowMs'>,
  history: HistoryAnswer,
): string {
  const recorded: RecordedProcess = { process, histories: [history], recordedAt: nowMs };
  return JSON.stringify(recorded, null, 1);
}
