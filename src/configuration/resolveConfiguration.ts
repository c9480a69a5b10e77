import type { TidemarkError } from '../TidemarkError.ts';
import type { Configuration, PartialConfiguration } from './Configuration.ts';
import { type Environment, readEnvironment, variableOf } from './environment.ts';
import { isLoopback } from './loopback.ts';
import { combined, unknownSetting, wrongValue } from './problems.ts';
import { groupPaths, isSettingPath, type SettingPath, schema, settingPaths } from './schema.ts';
import { nested } from './settingValues.ts';

/** Where the value of a setting comes from; code wins over environment, over file, over default. */
export type SettingSource = 'default' | 'file' | 'environment' | 'code';

/** A configuration that is complete and right. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly sources: ReadonlyMap<SettingPath, SettingSource>;
  /** The file that was read, where there was one. */
  readonly file?: string;
  /** What it was made of, so that it can be made again of parts that have changed. */
  readonly parts: ConfigurationParts;
  /** Sentences for people about what was ignored: variables that are no settings, a second file. */
  readonly warnings: readonly string[];
}

/** What a configuration is made of. */
export interface ConfigurationParts {
  /** What code says: the argument of a function, options of the command line. */
  readonly overrides?: PartialConfiguration | undefined;
  /** @default {} */
  readonly environment?: Environment | undefined;
  /** What a file says, and its path. */
  readonly file?: { readonly path: string; readonly settings: unknown } | undefined;
  /** Whether a server may be opened by it. @default unless a hub is named in the environment, which serves */
  readonly serves?: boolean | undefined;
}

interface Layer {
  readonly source: SettingSource;
  readonly given: ReadonlyMap<SettingPath, unknown>;
  /** Ends a message: ` (in /app/tidemark.config.js)`. */
  readonly where: string;
}

/**
 * Makes a complete configuration from its parts, setting by setting. No I/O.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`, naming path, rule and value received; one error for all
 * that is wrong.
 */
export function resolveConfiguration(parts: ConfigurationParts = {}): LoadedConfiguration {
  const problems: TidemarkError[] = [];
  const { serves = !parts.environment?.TIDEMARK_HUB_SOCKET } = parts;
  const environment = readEnvironment(parts.environment ?? {});
  const inFile = parts.file ? ` (in ${parts.file.path})` : '';
  const layers: readonly Layer[] = [
    { source: 'file', given: flatten(parts.file?.settings, inFile, problems), where: inFile },
    { source: 'environment', given: environment.given, where: '' },
    { source: 'code', given: flatten(parts.overrides, '', problems), where: '' },
  ];

  const values = new Map<SettingPath, unknown>();
  const sources = new Map<SettingPath, SettingSource>();
  for (const path of settingPaths) {
    const { kind, default: value } = schema[path];
    values.set(path, value);
    sources.set(path, 'default');
    for (const { source, given, where } of layers) {
      if (!given.has(path)) continue;
      const converted = kind.convert(given.get(path));
      if (kind.accepts(converted)) {
        values.set(path, converted);
        sources.set(path, source);
      } else {
        const name = source === 'environment' ? variableOf(path) : path;
        problems.push(wrongValue(path, kind.rule, given.get(path), where, name));
      }
    }
  }
  if (problems.length === 0) {
    const origin = (path: SettingPath): string => originOf(path, sources.get(path)!, parts.file?.path);
    problems.push(...unorderedLevels(values, origin));
    if (serves && values.get('enabled') === true) problems.push(...openWithoutToken(values, origin));
  }
  if (problems.length > 0) throw combined(problems as [TidemarkError, ...TidemarkError[]]);
  return {
    configuration: nested(values),
    sources,
    parts,
    ...(parts.file && { file: parts.file.path }),
    warnings: environment.warnings,
  };
}

/** Settings by path; what is neither a setting nor a group of settings is a problem. `undefined` is not given. */
function flatten(settings: unknown, where: string, problems: TidemarkError[]): Map<SettingPath, unknown> {
  const given = new Map<SettingPath, unknown>();
  const visit = (value: unknown, path: string): void => {
    if (value === undefined) return;
    if (isSettingPath(path)) given.set(path, value);
    else if (path !== '' && !groupPaths.has(path)) problems.push(unknownSetting(path, value, where));
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const key of Object.keys(value)) {
        visit((value as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`);
      }
    } else {
      problems.push(wrongValue(path || 'the configuration', 'an object of settings', value, where));
    }
  };
  visit(settings, '');
  return given;
}

/** Where to look for a value that is wrong: the file by its path, the variable by its name. */
function originOf(path: SettingPath, source: SettingSource, file: string | undefined): string {
  if (source === 'default') return 'by default';
  if (source === 'file') return `from ${file}`;
  return `from ${source === 'environment' ? variableOf(path) : 'code'}`;
}

const metrics = ['heap', 'rss', 'container', 'host'] as const;

/** A warning must not begin above its critical level; a share and bytes cannot be compared here. */
function unorderedLevels(
  values: ReadonlyMap<SettingPath, unknown>,
  originOf: (path: SettingPath) => string,
): TidemarkError[] {
  return metrics.flatMap((metric) => {
    const lower: SettingPath = `thresholds.${metric}.warning`;
    const upper: SettingPath = `thresholds.${metric}.critical`;
    const warning = values.get(lower) as number | null;
    const critical = values.get(upper) as number | null;
    if (warning === null || critical === null || warning <= 1 !== critical <= 1) return [];
    if (warning <= critical) return [];
    const rule = `at most ${upper} (${critical}, ${originOf(upper)})`;
    return [wrongValue(lower, rule, warning, ` (${originOf(lower)})`)];
  });
}

/** What other machines reach is not told to everybody who asks. */
function openWithoutToken(
  values: ReadonlyMap<SettingPath, unknown>,
  originOf: (path: SettingPath) => string,
): TidemarkError[] {
  const host = values.get('host') as string;
  if (isLoopback(host) || values.get('token') !== undefined) return [];
  const rule = `given (${variableOf('token')}) where host is not this machine alone, since whoever reaches ${host} (${originOf('host')}) could read everything otherwise`;
  return [wrongValue('token', rule, undefined, '')];
}
