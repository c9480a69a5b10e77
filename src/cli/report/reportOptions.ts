import { loadConfiguration } from '../../configuration/loadConfiguration.ts';
import type { MemoryAnalyzerOptions } from '../../monitoring/MemoryAnalyzer.ts';
import { checkedFormat, formatOf, type ReportFormat } from '../../reporting/formats.ts';
import { invalidOption, type TidemarkError } from '../../TidemarkError.ts';
import { timeOf } from '../analyzeOptions.ts';
import type { CommandContext } from '../CommandContext.ts';

/** The options of `tidemark report`, as they were typed. */
export interface ReportOptions {
  readonly id?: string;
  readonly format?: string;
  readonly output?: string;
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly events?: string;
  readonly json?: boolean;
}

/** What `tidemark report` makes of options and configuration. */
export interface ReportSettings {
  readonly id: string | undefined;
  readonly format: ReportFormat;
  readonly output: string | undefined;
  readonly events: string | undefined;
  /** Epoch milliseconds; infinite where they are not given. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Milliseconds before the end. */
  readonly lastMs: number | undefined;
  readonly analyzer: MemoryAnalyzerOptions;
}

const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `CONFIGURATION_UNREADABLE` */
export async function reportSettings(
  options: ReportOptions,
  { environment, directory }: Pick<CommandContext, 'environment' | 'directory'>,
): Promise<ReportSettings> {
  const { id, output, last, events } = options;
  if (id !== undefined && !/^[1-9]\d{0,9}(\.\d{1,9})?$/.test(id)) {
    throw invalidOption('--id', 'the number of a process, or of a worker thread such as 4711.2', id);
  }
  const fromMs = timeOf('--from', options.from);
  const toMs = timeOf('--to', options.to) ?? Number.POSITIVE_INFINITY;
  if (fromMs !== undefined && toMs < fromMs) throw invalidOption('--to', 'a time after --from', options.to);
  if (last !== undefined && fromMs !== undefined) {
    throw invalidOption('--last', 'left out where --from is given', last);
  }
  const { configuration } = await loadConfiguration({ environment, directory });
  return {
    id,
    output,
    events,
    format: chosenFormat(options),
    fromMs: fromMs ?? Number.NEGATIVE_INFINITY,
    toMs,
    lastMs: durationOf(last),
    analyzer: { thresholds: configuration.thresholds, leakDetection: configuration.leakDetection },
  };
}

function chosenFormat({ format, output, json }: ReportOptions): ReportFormat {
  if (json === true) {
    if (format !== undefined && format !== 'json')
      throw invalidOption('--format', 'json where --json is given', format);
    return 'json';
  }
  if (format !== undefined) return inOptions('--format', () => checkedFormat(format));
  return output === undefined ? 'text' : inOptions('--output', () => formatOf(output));
}

/** @throws TidemarkError `INVALID_OPTION` where the name does not tell the format */
export function checkedReportFile(file: string | undefined): void {
  if (file !== undefined) inOptions('--report', () => formatOf(file));
}

/** The error in the words of the command line. */
function inOptions(option: string, read: () => ReportFormat): ReportFormat {
  try {
    return read();
  } catch (error) {
    const { rule = '', received } = error as TidemarkError;
    throw invalidOption(
      option,
      option === '--output' ? rule.replace('a format', '--format') : rule.replace(/, or come .*/, ''),
      received,
    );
  }
}

function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d)$/.exec(text) ?? [];
  const ms = Number(number) * (units[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0)) throw invalidOption('--last', 'a time such as 90s, 30m, 2h or 1d', text);
  return ms;
}
