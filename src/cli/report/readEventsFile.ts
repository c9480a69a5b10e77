import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { TidemarkError } from '../../TidemarkError.ts';
import { type MemoryEvent, memoryEventTypes } from '../../wire/event.ts';
import type { ProcessExit } from '../../wire/process.ts';
import { parseMemoryEvent } from '../../wire/validate.ts';

const told: readonly unknown[] = memoryEventTypes.filter((type) => type !== 'memory:sampled');

/** What `tidemark run --events FILE` wrote, by the ids of processes: `4711`, or `4711.2` for its worker thread 2. */
export interface EventsFile {
  /** Its name without folders, for messages. */
  readonly name: string;
  /** What was told of each process, oldest first. */
  readonly events: ReadonlyMap<string, readonly MemoryEvent[]>;
  /** How those that had its id ended, oldest first. */
  readonly exits: ReadonlyMap<string, readonly ProcessExit[]>;
  /** Lines that are events, of whatever kind. */
  readonly lines: number;
  /** Whether the last line was cut short, and is left out. */
  readonly isTorn: boolean;
}

interface Line {
  readonly time?: unknown;
  readonly id?: unknown;
  readonly type?: unknown;
  readonly payload?: { readonly code?: unknown; readonly signal?: unknown } | null;
}

/**
 * Reads what `tidemark run --events FILE` wrote. Events of kinds that are not known here, and a last line that was cut
 * short, are passed over.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, or `INVALID_RECORDING` naming the line, or what the file holds instead
 */
export async function readEventsFile(file: string, directory: string): Promise<EventsFile> {
  const events = new Map<string, MemoryEvent[]>();
  const exits = new Map<string, ProcessExit[]>();
  let number = 0;
  let lines = 0;
  let samples = 0;
  let doubtful: TidemarkError | undefined;
  const take = (line: string): void => {
    const { id, type, time, payload } = JSON.parse(line) as Line;
    if (type === 'memory:sampled' || (type === undefined && typeof payload === 'object')) {
      samples += 1;
      return;
    }
    if (typeof type !== 'string' || typeof id !== 'string') throw new Error('an event has a type and an id');
    lines += 1;
    if (type === 'process:exited' && typeof time === 'number') append(exits, id, exitOf(time, payload));
    else if (told.includes(type)) append(events, id, parseMemoryEvent(line));
  };
  try {
    for await (const line of createInterface({ input: createReadStream(resolve(directory, file)) })) {
      number += 1;
      if (line.trim() === '') continue;
      if (doubtful !== undefined) throw doubtful;
      try {
        take(line);
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
  const isTorn = doubtful !== undefined;
  if (lines === 0 && (samples > 0 || isTorn)) {
    const found =
      samples > 0
        ? 'samples and no events: --events is given the file of `tidemark run --events`, not of --samples'
        : 'one line, which was cut short or is no event';
    throw new TidemarkError('INVALID_RECORDING', `${file} holds ${found}.`, {
      option: '--events',
      received: file,
      ...(isTorn && { cause: doubtful }),
    });
  }
  return { name: basename(file), events, exits, lines, isTorn };
}

/**
 * Whether a file of events belongs to a recording at all.
 *
 * @param ids of all processes in the recording
 * @throws TidemarkError `INVALID_RECORDING` where all that was told in it is of others
 */
export function checkEvents({ name, events }: EventsFile, ids: readonly string[]): void {
  const others = [...events.keys()];
  if (others.length === 0 || others.some((id) => ids.includes(id))) return;
  const message = `${name} tells of ${listed(others)}, but the recording is of ${listed(ids)}: they do not belong together.`;
  throw new TidemarkError('INVALID_RECORDING', message, { option: '--events', received: name });
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).join(', ');
  const what = ids.length === 1 ? 'process' : 'processes';
  return `${what} ${shown}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}`;
}

function exitOf(time: number, payload: Line['payload']): ProcessExit {
  const { code, signal } = payload ?? {};
  return {
    time,
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  };
}

function append<Item>(lists: Map<string, Item[]>, id: string, item: Item): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [item]);
  else list.push(item);
}
