import type { SettingEntry } from '../wire/call.ts';
import { type Environment, handedOrigins, variableOf } from './environment.ts';
import type { LoadedConfiguration } from './resolveConfiguration.ts';
import { type SettingPath, schema, settingPaths } from './schema.ts';
import { shownValue, valueAt } from './settingValues.ts';

/**
 * Every setting as it is in effect, in the order of the docs: its value, its default, and where it comes from.
 *
 * @param environment what the settings were read from; a hub has written into it what its options and files said
 */
export function settingEntries(
  { configuration, sources, file }: LoadedConfiguration,
  environment: Environment,
): readonly SettingEntry[] {
  const handed = handedOrigins(environment);
  return settingPaths.map((path) => {
    const source = sources.get(path) ?? 'default';
    const own = { source, origin: originOf(path, source, file) };
    return {
      path,
      value: inJson(shownValue(path, valueAt(configuration, path))),
      defaultValue: inJson(schema[path].default),
      ...(source === 'environment' ? (handed.get(path) ?? own) : own),
      description: schema[path].description,
    };
  });
}

function originOf(path: SettingPath, source: string, file: string | undefined): string {
  if (source === 'file') return file ?? '';
  return source === 'environment' ? variableOf(path) : '';
}

function inJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
