import type { PartialConfiguration } from '../configuration/Configuration.ts';
import { loadConfiguration } from '../configuration/loadConfiguration.ts';
import type { LeakSensitivity } from '../monitoring/leakCriteria.ts';
import type { MemoryAnalyzerOptions } from '../monitoring/MemoryAnalyzer.ts';
import { invalidOption } from '../TidemarkError.ts';
import type { CommandContext } from './CommandContext.ts';

/** The options of `tidemark analyze`, as they were typed. */
export interface AnalyzeOptions {
  readonly json?: boolean;
  readonly pid?: string;
  readonly id?: string;
  readonly sensitivity?: string;
  readonly from?: string;
  readonly to?: string;
  readonly failOn?: string;
  readonly events?: string;
}

/** Which samples of a recording are looked at. */
export interface RecordingFilter {
  readonly pid: number | undefined;
  readonly id: string | undefined;
  /** Epoch milliseconds, inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What `tidemark analyze` makes of options, environment and file. */
export interface AnalyzeSettings {
  readonly filter: RecordingFilter;
  readonly analyzer: MemoryAnalyzerOptions;
  readonly failOn: 'suspected' | 'confirmed' | undefined;
}

const sensitivities: readonly string[] = ['low', 'medium', 'high'];
const failures: readonly string[] = ['suspected', 'confirmed'];
const timeRule = 'an ISO 8601 time such as 2026-11-23T14:00 or epoch milliseconds';
const isoTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads the options; thresholds and leak detection are those of environment and file, as the monitor's would be.
 *
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `CONFIGURATION_UNREADABLE`
 */
export async function analyzeSettings(
  options: AnalyzeOptions,
  { environment, directory }: Pick<CommandContext, 'environment' | 'directory'>,
): Promise<AnalyzeSettings> {
  const { id, pid, sensitivity, failOn } = options;
  const fromMs = timeOf('--from', options.from) ?? Number.NEGATIVE_INFINITY;
  const toMs = timeOf('--to', options.to) ?? Number.POSITIVE_INFINITY;
  if (toMs < fromMs) throw invalidOption('--to', 'a time after --from', options.to);
  if (pid !== undefined && !/^\d+$/.test(pid)) throw invalidOption('--pid', 'a process id', pid);
  oneOf('--sensitivity', sensitivities, sensitivity);
  oneOf('--fail-on', failures, failOn);
  const overrides: PartialConfiguration = {
    leakDetection: { sensitivity: sensitivity as LeakSensitivity | undefined },
  };
  const { configuration } = await loadConfiguration({ overrides, environment, directory });
  return {
    filter: { pid: pid === undefined ? undefined : Number(pid), id, fromMs, toMs },
    analyzer: { thresholds: configuration.thresholds, leakDetection: configuration.leakDetection },
    failOn: failOn as AnalyzeSettings['failOn'],
  };
}

function oneOf(option: string, values: readonly string[], given: string | undefined): void {
  if (given !== undefined && !values.includes(given)) {
    throw invalidOption(option, `one of ${values.join(', ')}`, given);
  }
}

/** A time as it was typed, in epoch milliseconds. @throws TidemarkError `INVALID_OPTION` */
export function timeOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const time = /^\d{12,}$/.test(given) ? Number(given) : isoTime.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time)) throw invalidOption(option, timeRule, given);
  return time;
}
