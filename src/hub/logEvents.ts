import type { Hub } from './Hub.ts';
import type { JsonLinesFile } from './JsonLinesFile.ts';

/**
 * Writes every event of every process as `{"time", "pid", "id", "type", "payload"}`: epoch milliseconds; the process;
 * which of its threads (`4711.2`), or `4711` again. Returns a function that stops it.
 */
export function logEvents(hub: Hub, file: JsonLinesFile): () => void {
  return hub.subscribe((message) => {
    if (message.type !== 'event') return;
    const { time, type, payload } = message.event;
    file.write({ time, pid: hub.process(message.id)?.identity.pid, id: message.id, type, payload });
  });
}
