import type { MemoryEvent } from '../../wire/event.ts';
import { memoryEvent } from '../../wire/eventReader.ts';
import type { ProcessExit, ProcessRole, ProcessSummary } from '../../wire/process.ts';
import { RecordingReader } from '../../wire/RecordingReader.ts';
import { identifier, nullable, number, record, text } from '../../wire/reader.ts';
import type { RecordedProcess } from '../../wire/recorded.ts';
import { sampleFields } from '../../wire/sample.ts';
import { processRole } from '../../wire/validate.ts';
import { SampleTable } from './SampleTable.ts';

interface Seen {
  readonly pid: number;
  readonly table: SampleTable;
  readonly events: MemoryEvent[];
  end?: Ended;
}

/** Who a process was, and how it ended: `process:exited` of a file of events. */
interface Ended {
  readonly time: number;
  readonly id: string;
  readonly payload: { readonly name: string; readonly role: ProcessRole } & Omit<ProcessExit, 'time'>;
}

const ended = record<Ended>({
  time: number,
  id: identifier,
  payload: record<Ended['payload']>({
    name: text,
    role: processRole,
    code: nullable(number),
    signal: nullable(text),
  }),
});
const end = /"type":\s*"process:exited"/;
const event = /"type":\s*"memory:(?!sampled")/;

/**
 * Reads the lines of a recording: the samples of each process, and events where they are in the same file.
 *
 * @throws TidemarkError `INVALID_RECORDING` or `INVALID_MESSAGE`, which name the line or the field, the rule and the value
 */
export async function recordedSamples(lines: AsyncIterable<string>): Promise<RecordedProcess[]> {
  const reader = new RecordingReader();
  const processes = new Map<string, Seen>();
  const seen = (id: string, pid: number): Seen => {
    const process = processes.get(id) ?? { pid, table: new SampleTable(), events: [] };
    processes.set(id, process);
    return process;
  };
  for await (const line of lines) {
    const sample = reader.read(line);
    if (sample) seen(sample.id, sample.pid).table.add(sample.row);
    else if (event.test(line)) {
      const { id, pid } = JSON.parse(line) as { readonly id?: unknown; readonly pid?: unknown };
      seen(String(id ?? pid), Number(pid) || 0).events.push(memoryEvent(JSON.parse(line), ''));
    } else if (end.test(line)) {
      const told = ended(JSON.parse(line), '');
      seen(told.id, Number.parseInt(told.id, 10)).end = told;
    }
  }
  const samplesOnly = [...processes.values()].every(
    ({ events, end }) => events.length === 0 && end === undefined,
  );
  return [...processes].flatMap(([id, process]) => recordedOf(id, process, samplesOnly) ?? []);
}

function recordedOf(
  id: string,
  { pid, table, events, end }: Seen,
  samplesOnly: boolean,
): RecordedProcess | undefined {
  const columns = table.columns();
  const times = columns[0] as number[];
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const stepMs = usualStep(times);
  const known = summaryOf({ id, pid, startedAt: first, intervalMs: stepMs });
  return {
    process: end === undefined ? known : endedAs(known, end),
    histories: [{ id, fields: sampleFields, columns, stepMs, events }],
    recordedAt: last,
    samplesOnly,
    leftOut: table.leftOut,
  };
}

function endedAs(summary: ProcessSummary, { time, payload }: Ended): ProcessSummary {
  const { name, role, ...exit } = payload;
  return {
    ...summary,
    identity: { ...summary.identity, name, role },
    state: 'gone',
    exit: { time, ...exit },
  };
}

/** What a recording tells of a process, which is hardly more than its number. */
export function summaryOf(
  known: Pick<ProcessSummary['identity'], 'id' | 'pid' | 'startedAt' | 'intervalMs'> &
    Partial<ProcessSummary['identity']>,
): ProcessSummary {
  const thread = Number(/\.(\d+)$/.exec(known.id)?.[1] ?? 0);
  return {
    identity: {
      threadId: thread,
      parentPid: 0,
      role: thread > 0 ? 'worker-thread' : 'main',
      name: `process ${known.id}`,
      nodeVersion: '',
      platform: '',
      ...known,
    },
    state: 'live',
    exit: undefined,
    droppedSamples: 0,
  };
}

function usualStep(times: readonly number[]): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] as number));
  return steps.sort((one, other) => one - other)[steps.length >>> 1] ?? 1_000;
}
