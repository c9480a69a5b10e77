import { loadConfiguration } from '../../configuration/loadConfiguration.ts';
import { settingEntries } from '../../configuration/settingEntries.ts';
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

function tableOf(settings: readonly SettingEntry[]): string {
  const rows = settings.map(({ path, value = '–', source, origin }) => [
    path,
    value,
    source === 'default' ? source : `${source}  ${origin}`.trim(),
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([path, value, source]) => `${path!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${source}`)
    .join('\n');
}
