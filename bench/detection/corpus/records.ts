import type { OutOfMemoryPrediction } from '../../../src/monitoring/forecast/outOfMemory.ts';
import type { MonitorCost } from '../../../src/monitoring/MonitorCost.ts';
import type { LeakReport, MemoryEventPayloads, MemoryEventType } from '../../../src/wire/event.ts';
import type { MemorySample } from '../../../src/wire/sample.ts';

/** What a program itself has counted. */
export interface Truth {
  readonly units: number;
  /** Bytes that it means to have left behind. */
  readonly bytes: number;
  readonly failures: number;
}

interface Stamp {
  /** Since the process began. */
  readonly second: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

interface StartRecord extends Stamp {
  readonly kind: 'start';
  readonly agent: boolean;
  readonly node: string;
}

interface ReadingRecord extends Stamp {
  readonly kind: 'reading';
  readonly truth?: Truth;
  readonly sample?: Partial<MemorySample>;
  readonly cpuMs: number;
  readonly cost?: MonitorCost;
  readonly outOfMemory?: OutOfMemoryPrediction;
}

interface EventRecord extends Stamp {
  readonly kind: 'event';
  readonly type: string;
  readonly payload: unknown;
}

/** Written by the runner when the process is gone. */
interface ExitRecord {
  readonly kind: 'exit';
  readonly time: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** The build of the agent that ran in it. */
  readonly build?: string;
}

/** What is known of one run of one program. */
export interface RunRecords {
  readonly start: StartRecord | undefined;
  readonly readings: readonly ReadingRecord[];
  readonly events: readonly EventRecord[];
  readonly exit: ExitRecord | undefined;
}

type Line = StartRecord | ReadingRecord | EventRecord | ExitRecord | { readonly kind: 'end' };

/** What stands in a results file. A last line that was cut off by the death of its process is left out. */
export function parseRecords(text: string): RunRecords {
  const lines = text.split('\n').flatMap((line): Line[] => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
  return {
    start: lines.find((line) => line.kind === 'start'),
    readings: lines.filter((line) => line.kind === 'reading'),
    events: lines.filter((line) => line.kind === 'event'),
    exit: lines.find((line) => line.kind === 'exit'),
  };
}

/** A step in the verdict on a leak, with the second at which it was told. */
export interface LeakStep {
  readonly second: number;
  readonly report: LeakReport;
}

/** All that was told about leaks, in order. */
export function leakSteps({ events }: RunRecords): LeakStep[] {
  return events
    .filter(({ type }) => type.startsWith('leak_'))
    .map(({ second, payload }) => ({ second, report: payload as LeakReport }));
}

/** The payloads of one type of event. */
export function eventsOf<Type extends MemoryEventType>(
  { events }: RunRecords,
  type: Type,
): { readonly time: number; readonly payload: MemoryEventPayloads[Type] }[] {
  return events
    .filter((event) => `memory:${event.type}` === type)
    .map(({ time, payload }) => ({ time, payload: payload as MemoryEventPayloads[Type] }));
}
