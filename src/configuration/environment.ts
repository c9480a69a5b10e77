import { nearest } from './nearest.ts';
import { type SettingPath, schema, settingPaths } from './schema.ts';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'TIDEMARK_';

/** Names the file that settings are read from, instead of those that are looked for. */
export const fileVariable = 'TIDEMARK_CONFIG';

/** No settings: where these are, and what the hub hands to the agents that it starts. */
const noSettings: ReadonlySet<string> = new Set([
  fileVariable,
  'TIDEMARK_HUB_SOCKET',
  'TIDEMARK_HUB_PID',
  'TIDEMARK_HUB_RESTARTS',
  'TIDEMARK_HUB_ORIGINS',
]);

/** Where a setting comes from that a hub has handed down as a variable. */
export interface HandedOrigin {
  readonly source: 'default' | 'file' | 'environment' | 'option';
  /** `--interval`, or a file's path. */
  readonly origin: string;
}

/** What the hub says of the variables that it has set, by path; nothing where that cannot be read. */
export function handedOrigins(environment: Environment): ReadonlyMap<string, HandedOrigin> {
  try {
    const origins: unknown = JSON.parse(environment.TIDEMARK_HUB_ORIGINS ?? '{}');
    return new Map(Object.entries(origins as Record<string, HandedOrigin>));
  } catch {
    return new Map();
  }
}

/** `sampling.historySize` is `TIDEMARK_SAMPLING_HISTORY_SIZE`. */
export function variableOf(path: SettingPath): string {
  return prefix + path.replaceAll(/[A-Z]/g, '_$&').replaceAll('.', '_').toUpperCase();
}

/** What an environment says about the configuration. */
export interface EnvironmentSettings {
  /** Values by path, read from text as a file would hold them. An empty variable is one that is not set. */
  readonly given: ReadonlyMap<SettingPath, unknown>;
  /** One sentence for each `TIDEMARK_` variable that is none of ours. */
  readonly warnings: readonly string[];
}

/** Reads the `TIDEMARK_` variables. */
export function readEnvironment(environment: Environment): EnvironmentSettings {
  const given = new Map<SettingPath, unknown>();
  const unknown = new Set(Object.keys(environment).filter((name) => name.startsWith(prefix)));
  for (const name of noSettings) unknown.delete(name);
  // Most processes have none of them, and every one of them waits for us to start.
  for (const path of unknown.size > 0 ? settingPaths : []) {
    const variable = variableOf(path);
    unknown.delete(variable);
    const text = environment[variable]?.trim();
    if (text) given.set(path, schema[path].kind.fromVariable(text));
  }
  return { given, warnings: [...unknown].map(unknownVariable) };
}

function unknownVariable(name: string): string {
  const meant = nearest(name.slice(prefix.length), settingPaths);
  return `The environment variable ${name} is no setting of Tidemark${meant ? `; did you mean ${variableOf(meant)}?` : '.'}`;
}
