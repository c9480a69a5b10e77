import { loadConfiguration } from '../../configuration/loadConfiguration.ts';
import { type SettingPath, schema } from '../../configuration/schema.ts';
import { settingEntries } from '../../configuration/settingEntries.ts';
import { withLargestUnit } from '../../configuration/withLargestUnit.ts';
import type { SettingEntry } from '../../wire/call.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';

/** Options of `tidemark config print`. */
export interface ConfigurationOptions {
  readonly json?: boolean;
}

/**
 * `tidemark config print`: every setting as an application that is started here would have it, and where it comes from.
 *
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `CONFIGURATION_UNREADABLE`
 */
export async function printConfiguration(
  { json = false }: ConfigurationOptions,
  { environment, directory, stdout, stderr }: CommandContext,
): Promise<Outcome> {
  const loaded = await loadConfiguration({ environment, directory });
  const settings = settingEntries(loaded, environment);
  for (const warning of loaded.warnings) stderr.write(`tidemark  ${warning}\n`);
  const text = json
    ? JSON.stringify({ file: loaded.file ?? null, settings: settings.map(jsonOf) }, undefined, 2)
    : tableOf(settings);
  stdout.write(`${text}\n`);
  return { exitCode: 0 };
}

function jsonOf({ path, value, defaultValue, source, origin, description }: SettingEntry): object {
  return { path, value: parsed(value), default: parsed(defaultValue), source, origin, description };
}

function parsed(value: string | undefined): unknown {
  return value === undefined ? null : JSON.parse(value);
}

/** `"15m"` for 900000 milliseconds, as a file may have it. */
function valueText(path: string, value: string): string {
  const kind = Object.hasOwn(schema, path) ? schema[path as SettingPath].kind : undefined;
  const number = Number(value);
  if (kind?.units === undefined || Number.isNaN(number)) return value;
  const text = withLargestUnit(number, kind);
  return text === value ? value : `"${text}"`;
}

function tableOf(settings: readonly SettingEntry[]): string {
  const rows = settings.map(({ path, value, source, origin }) => [
    path,
    value === undefined ? '–' : valueText(path, value),
    source === 'default' ? source : `${source}  ${origin}`.trim(),
  ]);
  rows.unshift(['SETTING', 'VALUE', 'FROM']);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([path, value, source]) => `${path!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${source}`)
    .join('\n');
}
