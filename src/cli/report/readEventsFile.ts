import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { TidemarkError } from '../../TidemarkError.ts';
import { type MemoryEvent, memoryEventTypes } from '../../wire/event.ts';
import { parseMemoryEvent } from '../../wire/validate.ts';

const told: readonly unknown[] = memoryEventTypes.filter((type) => type !== 'memory:sampled');

/**
 * Reads what `tidemark run --events FILE` wrote of one process. Events of kinds that are not known here, and a last line
 * that was cut short, are passed over.
 *
 * @param id `4711`, or `4711.2` for its worker thread 2
 * @throws TidemarkError `FILE_UNREADABLE`, or `INVALID_RECORDING` naming the line
 */
export async function readEventsFile(file: string, id: string, directory: string): Promise<MemoryEvent[]> {
  const events: MemoryEvent[] = [];
  let number = 0;
  let doubtful: TidemarkError | undefined;
  try {
    for await (const line of createInterface({ input: createReadStream(resolve(directory, file)) })) {
      number += 1;
      if (line.trim() === '') continue;
      if (doubtful !== undefined) throw doubtful;
      try {
        const owner = JSON.parse(line) as { readonly id?: unknown; readonly type?: unknown };
        if (owner.id === id && told.includes(owner.type)) events.push(parseMemoryEvent(line));
      } catch (cause) {
        const { message } = cause as Error;
        const option = `line ${number}`;
        doubtful = new TidemarkError('INVALID_RECORDING', `${option} of ${file} is no event: ${message}`, {
          option,
          received: line,
          cause,
        });
      }
    }
  } catch (cause) {
    if (cause instanceof TidemarkError) throw cause;
    const rule = 'a file of events that can be read';
    const message = `--events must be ${rule}, received ${file} (${(cause as Error).message})`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option: '--events', rule, received: file, cause });
  }
  return events;
}
