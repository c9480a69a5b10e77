import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PartialConfiguration } from './Configuration.ts';
import { type Environment, fileVariable } from './environment.ts';
import {
  type ConfigurationParts,
  type LoadedConfiguration,
  resolveConfiguration,
} from './resolveConfiguration.ts';
import { readPackageSettings, readSettingsFile } from './settingsFile.ts';

const defaultTimeoutMs = 10_000;
const fileNames = ['tidemark.config.js', 'tidemark.config.mjs', 'tidemark.config.json'];

/** Where a configuration is loaded from. */
export interface ConfigurationOrigin {
  /** What code says; wins over everything. */
  readonly overrides?: PartialConfiguration | undefined;
  /** @default process.env */
  readonly environment?: Environment | undefined;
  /** The one directory in which a file is looked for. @default process.cwd() */
  readonly directory?: string | undefined;
  /** How long a module may take to export its settings, in milliseconds. @default 10,000 */
  readonly timeoutMs?: number | undefined;
  /** Whether a server may be opened by it. @default unless a hub is named in the environment */
  readonly serves?: boolean | undefined;
}

interface Files {
  /** The one that counts. */
  readonly path: string | undefined;
  readonly ignored: readonly string[];
}

/**
 * Loads the configuration: code over environment over file over default. The file is the one that `TIDEMARK_CONFIG`
 * names, else the first of `tidemark.config.js`, `.mjs`, `.json` and the key `tidemark` of `package.json`, in one directory
 * only. A module exports the settings as its default or as `memoryMonitoringConfig`.
 *
 * @throws TidemarkError `CONFIGURATION_UNREADABLE`, `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export async function loadConfiguration(origin: ConfigurationOrigin = {}): Promise<LoadedConfiguration> {
  const { overrides, environment = process.env, directory = process.cwd() } = origin;
  const { timeoutMs = defaultTimeoutMs, serves } = origin;
  const { path, ignored } = filesOf(environment, directory);
  const file =
    path === undefined
      ? packageFile(directory)
      : { path, settings: await readSettingsFile(path, { timeoutMs }) };
  const loaded = resolveConfiguration({ overrides, environment, file, serves });
  const warnings = ignored.map((name) => `${name} is ignored, since ${path} is there too.`);
  return { ...loaded, warnings: [...warnings, ...loaded.warnings] };
}

function filesOf(environment: Environment, directory: string): Files {
  const chosen = environment[fileVariable]?.trim();
  if (chosen) return { path: resolve(directory, chosen), ignored: [] };
  const [path, ...ignored] = fileNames
    .map((name) => resolve(directory, name))
    .filter((name) => existsSync(name));
  return { path, ignored };
}

function packageFile(directory: string): ConfigurationParts['file'] {
  const path = resolve(directory, 'package.json');
  const settings = existsSync(path) ? readPackageSettings(path) : undefined;
  return settings === undefined ? undefined : { path, settings };
}
