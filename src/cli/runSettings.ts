import { resolve } from 'node:path';
import type { Configuration, PartialConfiguration } from '../configuration/Configuration.ts';
import { type HandedOrigin, variableOf } from '../configuration/environment.ts';
import { loadConfiguration } from '../configuration/loadConfiguration.ts';
import { type LoadedConfiguration, resolveConfiguration } from '../configuration/resolveConfiguration.ts';
import type { SettingPath } from '../configuration/schema.ts';
import { defaultFlightDirectory } from '../recording/flightDirectory.ts';
import { TidemarkError } from '../TidemarkError.ts';
import type { CommandContext } from './CommandContext.ts';

/** A live dashboard wants a sample a second; the application's own default would be one in five. */
export const defaultIntervalMs = 1000;
const defaultPort = 7171;

/** Which option stands for which setting. */
const optionOf: Partial<Record<SettingPath, string>> = {
  port: '--port',
  host: '--host',
  name: '--name',
  'sampling.interval': '--interval',
  'leakDetection.sensitivity': '--sensitivity',
};

/** The options of `tidemark run`, as they were typed. */
export interface RunOptions {
  readonly port?: string;
  readonly host?: string;
  readonly name?: string;
  readonly interval?: string;
  readonly sensitivity?: string;
  readonly events?: string;
  readonly samples?: string;
  readonly restart?: boolean;
  readonly report?: string;
  readonly dashboard: boolean;
  readonly open: boolean;
}

/** What `tidemark run` makes of options, environment and file. */
export interface RunSettings {
  readonly enabled: boolean;
  readonly historySize: number;
  /** The limits within which `--restart` starts it again. */
  readonly recycling: Configuration['recycling'];
  /** `undefined` where no dashboard is wanted. */
  readonly port: number | undefined;
  readonly host: string;
  /** The dashboard's, where one is given. */
  readonly token: string | undefined;
  /** Whether somebody asked for this very port. */
  readonly isPortChosen: boolean;
  /** Where flights are recorded; `undefined` where none are. */
  readonly flightDirectory: string | undefined;
  /** What the application gets to know, as environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the values of these variables come from. */
  readonly origins: Readonly<Record<string, HandedOrigin>>;
  readonly warnings: readonly string[];
  /** Everything as it was loaded, without the defaults of `tidemark run`. */
  readonly loaded: LoadedConfiguration;
}

/**
 * Puts the options of the command line over environment and file.
 *
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `CONFIGURATION_UNREADABLE`
 */
export async function runSettings(
  options: RunOptions,
  { environment, directory }: Pick<CommandContext, 'environment' | 'directory'>,
): Promise<RunSettings> {
  const loaded = await load(options, environment, directory);
  const { configuration, sources, warnings } = loaded;
  const isDefault = (path: SettingPath): boolean => sources.get(path) === 'default';
  const intervalMs = isDefault('sampling.interval') ? defaultIntervalMs : configuration.sampling.interval;
  const port = isDefault('port') ? defaultPort : configuration.port;
  const variables: Record<string, string> = { [variableOf('sampling.interval')]: String(intervalMs) };
  const { recorder } = configuration;
  const flightDirectory = recorder.enabled
    ? resolve(directory, recorder.directory ?? defaultFlightDirectory())
    : undefined;
  // The same folder, wherever the application's processes work.
  if (flightDirectory !== undefined) variables[variableOf('recorder.directory')] = flightDirectory;
  if (options.name !== undefined) variables[variableOf('name')] = options.name;
  if (options.sensitivity !== undefined) {
    variables[variableOf('leakDetection.sensitivity')] = options.sensitivity;
  }
  return {
    enabled: configuration.enabled,
    historySize: configuration.sampling.historySize,
    recycling: configuration.recycling,
    port: options.dashboard ? port : undefined,
    host: configuration.host,
    token: configuration.token,
    isPortChosen: !isDefault('port'),
    flightDirectory,
    variables,
    origins: originsOf(loaded),
    warnings,
    loaded,
  };
}

/** What is handed down as a variable, though the user did not set one. */
function originsOf({ sources, file = '' }: LoadedConfiguration): Record<string, HandedOrigin> {
  const origins: Record<string, HandedOrigin> = {};
  const paths = ['name', 'sampling.interval', 'leakDetection.sensitivity', 'recorder.directory'] as const;
  for (const path of paths) {
    const source = sources.get(path);
    if (source === 'code') origins[path] = { source: 'option', origin: optionOf[path] ?? '' };
    else if (path !== 'sampling.interval' && path !== 'recorder.directory') continue;
    else if (source === 'default') origins[path] = { source, origin: 'tidemark run' };
    else if (source === 'file') origins[path] = { source, origin: file };
  }
  return origins;
}

async function load(
  { port, host, name, interval, sensitivity, dashboard }: RunOptions,
  environment: NodeJS.ProcessEnv,
  directory: string,
): Promise<LoadedConfiguration> {
  // Text goes to the same rules as a file's: they know what is wrong with it.
  const overrides = {
    port: numberOr(port),
    host,
    name,
    sampling: { interval: numberOr(interval) },
    leakDetection: { sensitivity },
  } as PartialConfiguration;
  try {
    resolveConfiguration({ overrides, serves: false });
  } catch (error) {
    throw inOptions(error as TidemarkError);
  }
  return loadConfiguration({ overrides, environment, directory, serves: dashboard });
}

function numberOr(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** The error in the words of the command line. */
function inOptions(error: TidemarkError): TidemarkError {
  let { message } = error;
  for (const [path, option] of Object.entries(optionOf)) {
    message = message.replaceAll(`${path} must`, `${option} must`);
    // That is a word of files: an option that is not wanted is left out.
    message = message.replace(new RegExp(`(?<=${option} must be [^,]*), or null`), '');
  }
  return new TidemarkError(error.code, message, { cause: error });
}
