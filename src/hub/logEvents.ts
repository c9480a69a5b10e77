import type { ProcessSummary } from '../wire/process.ts';
import type { Hub } from './Hub.ts';
import type { JsonLinesFile } from './JsonLinesFile.ts';

/** Who started a process learns how it ended a moment after its connection has closed. */
const exitKnownMs = 1000;

/**
 * Writes every event of every process as `{"time", "pid", "id", "type", "payload"}`: epoch milliseconds; the process;
 * which of its threads (`4711.2`), or `4711` again. When one ends, `process:exited` follows with `name`, `role`, `code`
 * and `signal`, both `null` where nobody could see how. Returns a function that stops it, and writes what is due.
 */
export function logEvents(hub: Hub, file: JsonLinesFile): () => void {
  const ends = new Map<string, { summary: ProcessSummary; readonly timer: NodeJS.Timeout }>();
  const writeEnd = (id: string): void => {
    const end = ends.get(id);
    if (end === undefined) return;
    clearTimeout(end.timer);
    ends.delete(id);
    const { identity, exit } = end.summary;
    const { pid, name, role } = identity;
    const payload = { name, role, code: exit?.code ?? null, signal: exit?.signal ?? null };
    file.write({ time: exit?.time, pid, id, type: 'process:exited', payload });
  };
  const takeProcess = (summary: ProcessSummary): void => {
    const { id } = summary.identity;
    const { exit } = summary;
    if (summary.state !== 'gone' || exit === undefined) return;
    const pending = ends.get(id);
    if (pending !== undefined) pending.summary = summary;
    else ends.set(id, { summary, timer: setTimeout(() => writeEnd(id), exitKnownMs).unref() });
    if (exit.code !== null || exit.signal !== null) writeEnd(id);
  };
  const unsubscribe = hub.subscribe((message) => {
    if (message.type === 'process') takeProcess(message.process);
    if (message.type !== 'event') return;
    const { time, type, payload } = message.event;
    // An id is a pid, of which the hub may know nothing yet, or a pid and the number of a thread.
    file.write({ time, pid: Number.parseInt(message.id, 10), id: message.id, type, payload });
  });
  return () => {
    unsubscribe();
    for (const id of [...ends.keys()]) writeEnd(id);
  };
}
