import { duration } from '../../configuration/kinds.ts';
import { invalidOption } from '../../TidemarkError.ts';

/** The options of `tidemark top`, as they were typed. */
export interface TopOptions {
  readonly interval?: string;
  readonly json?: boolean;
  readonly once?: boolean;
}

/** What `tidemark top` makes of them. */
export interface TopSettings {
  /** `undefined` for all processes. */
  readonly id: string | undefined;
  readonly intervalMs: number;
  readonly json: boolean;
  readonly once: boolean;
}

const defaultIntervalMs = 1000;
const intervals = duration(200, 3_600_000);

/** @throws TidemarkError `INVALID_OPTION` */
export function topSettings(
  id: string | undefined,
  { interval, json = false, once = false }: TopOptions,
): TopSettings {
  if (id !== undefined && !/^[1-9]\d{0,9}(\.\d{1,9})?$/.test(id)) {
    throw invalidOption('pid', 'the number of a process, or of a worker thread such as 4711.2', id);
  }
  return { id, intervalMs: intervalOf(interval), json, once };
}

function intervalOf(text: string | undefined): number {
  if (text === undefined) return defaultIntervalMs;
  const value = intervals.convert(intervals.fromVariable(text));
  if (!intervals.accepts(value)) throw invalidOption('--interval', intervals.rule, text);
  return value as number;
}
