import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TidemarkError } from '../TidemarkError.ts';
import { durationInWords } from '../wire/quantity.ts';
import type { PartialConfiguration } from './Configuration.ts';
import type { Environment } from './environment.ts';
import {
  type ConfigurationParts,
  type LoadedConfiguration,
  resolveConfiguration,
} from './resolveConfiguration.ts';

const exportName = 'memoryMonitoringConfig';
const packageKey = 'tidemark';
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

/**
 * Loads the configuration: code over environment over file over default. The file is the first of
 * `tidemark.config.js`, `.mjs`, `.json` and the key `tidemark` of `package.json`, in one directory only. A module
 * exports the settings as its default or as `memoryMonitoringConfig`.
 *
 * @throws TidemarkError `CONFIGURATION_UNREADABLE`, `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export async function loadConfiguration(origin: ConfigurationOrigin = {}): Promise<LoadedConfiguration> {
  const { overrides, environment = process.env, directory = process.cwd() } = origin;
  const { timeoutMs = defaultTimeoutMs, serves } = origin;
  const [path, ...ignored] = fileNames
    .map((name) => resolve(directory, name))
    .filter((name) => existsSync(name));
  const file =
    path === undefined ? readPackage(directory) : { path, settings: await readFile(path, timeoutMs) };
  const loaded = resolveConfiguration({ overrides, environment, file, serves });
  const warnings = ignored.map((name) => `${name} is ignored, since ${path} is there too.`);
  return { ...loaded, warnings: [...warnings, ...loaded.warnings] };
}

async function readFile(path: string, timeoutMs: number): Promise<unknown> {
  if (path.endsWith('.json')) return parse(path, read(path));
  let module: Record<string, unknown>;
  try {
    module = await inTime(import(pathToFileURL(path).href), timeoutMs);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  // A CommonJS file has its named exports on its default one, too.
  const settings = module[exportName] ?? named(module.default) ?? module.default;
  if (settings === undefined) {
    const rule = `a default export, or one named ${exportName}`;
    throw new TidemarkError('CONFIGURATION_UNREADABLE', `${path} must have ${rule}, and has neither`, {
      option: path,
      rule,
      received: Object.keys(module),
    });
  }
  return settings;
}

/**
 * A module that waits for something that never comes is no reason to wait for ever; and with nothing else to do, the
 * process would end without a word. The timer keeps it alive for that long.
 */
async function inTime<Result>(loading: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `it has not finished loading after ${durationInWords(timeoutMs)}`;
    const error = Object.assign(new Error(reason), { name: 'TimeoutError' });
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function named(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && exportName in settings
    ? settings[exportName]
    : undefined;
}

function readPackage(directory: string): ConfigurationParts['file'] {
  const path = join(directory, 'package.json');
  const text = existsSync(path) ? read(path) : '';
  // A package that never mentions us costs no parsing, and its mistakes are none of ours.
  if (!text.includes(`"${packageKey}"`)) return undefined;
  const content = parse(path, text);
  const settings = (content as Record<string, unknown> | null)?.[packageKey];
  return settings === undefined ? undefined : { path, settings };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): TidemarkError {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new TidemarkError('CONFIGURATION_UNREADABLE', `${path} cannot be read: ${reason}`, {
    option: path,
    cause,
  });
}
