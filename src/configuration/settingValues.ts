import type { Configuration } from './Configuration.ts';
import { type SettingPath, schema } from './schema.ts';

/** The value of a setting. */
export function valueAt(configuration: Configuration, path: SettingPath): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, key) => (part as Readonly<Record<string, unknown>>)[key], configuration);
}

/** A configuration of its settings by path, which must be all of them. */
export function nested(values: ReadonlyMap<SettingPath, unknown>): Configuration {
  const root: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let group = root;
    for (const key of keys) {
      group[key] ??= {};
      group = group[key] as Record<string, unknown>;
    }
    group[last] = value;
  }
  return root as unknown as Configuration;
}

/** Settings as somebody gave them, with others over them; what is `undefined` there is not given. Neither is changed. */
export function mergedSettings(given: unknown, over: unknown): unknown {
  if (over === undefined) return given;
  if (!isGroup(given) || !isGroup(over)) return over;
  const merged: Record<string, unknown> = { ...given };
  for (const key of Object.keys(over)) merged[key] = mergedSettings(given[key], over[key]);
  return merged;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as it may be told: of a secret only that it is set. */
export function shownValue(path: SettingPath, value: unknown): unknown {
  return schema[path].kind.isSecret && value !== undefined ? 'set' : value;
}
