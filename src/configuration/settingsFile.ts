import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TidemarkError } from '../TidemarkError.ts';
import { durationInWords } from '../wire/quantity.ts';

const exportName = 'memoryMonitoringConfig';
const packageKey = 'tidemark';

/** How a {@link readSettingsFile} reads. */
export interface SettingsFileReading {
  /** How long a module may take to export its settings, in milliseconds. */
  readonly timeoutMs: number;
  /** Tells one reading of a module from the one before, which Node would give again. @default it is the first one */
  readonly version?: string;
}

/**
 * What a file says: JSON, the key `tidemark` of a `package.json`, or what a module exports as its default or as
 * `memoryMonitoringConfig`. `undefined` where a `package.json` says nothing.
 *
 * @throws TidemarkError `CONFIGURATION_UNREADABLE`
 */
export async function readSettingsFile(path: string, reading: SettingsFileReading): Promise<unknown> {
  if (basename(path) === 'package.json') return readPackageSettings(path);
  if (path.endsWith('.json')) return parse(path, read(path));
  let module: Record<string, unknown>;
  try {
    module = await inTime(importModule(path, reading.version), reading);
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

/** What a `package.json` says under `tidemark`. @throws TidemarkError `CONFIGURATION_UNREADABLE` */
export function readPackageSettings(path: string): unknown {
  const text = read(path);
  // A package that never mentions us costs no parsing, and its mistakes are none of ours.
  if (!text.includes(`"${packageKey}"`)) return undefined;
  return (parse(path, text) as Record<string, unknown> | null)?.[packageKey];
}

/** Node keeps every module that it has loaded, so each reading of one that was changed costs its size once more. */
function importModule(path: string, version: string | undefined): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(path);
  if (version === undefined) return import(href);
  const { createRequire } = process.getBuiltinModule('node:module');
  delete createRequire(path).cache[path];
  return import(`${href}?version=${encodeURIComponent(version)}`);
}

/**
 * A module that waits for something that never comes is no reason to wait for ever; and with nothing else to do, the
 * process would end without a word. At the first reading the timer keeps it alive for that long.
 */
async function inTime<Result>(
  loading: Promise<Result>,
  { timeoutMs, version }: SettingsFileReading,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `it has not finished loading after ${durationInWords(timeoutMs)}`;
    const error = Object.assign(new Error(reason), { name: 'TimeoutError' });
    timer = setTimeout(() => reject(error), timeoutMs);
    if (version !== undefined) timer.unref();
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
