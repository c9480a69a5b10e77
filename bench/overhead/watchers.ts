import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, shippedUrl } from '../harness/shipped.ts';

/** Something that watches a process from within, as it is switched on from the command line. */
export interface Watcher {
  readonly name: string;
  readonly execArgv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export const nothing: Watcher = { name: 'nothing', execArgv: [], environment: {} };

/** `--import` of an empty module: what Node takes for the flag itself. */
export const emptyPreload: Watcher = {
  name: '--import of an empty module',
  execArgv: ['--import', preloadUrl('nothing.mjs')],
  environment: {},
};

/** The agent as `--import tidemark/register` starts it; with a socket it also streams to the hub that listens there. */
export function tidemark(intervalMs: number, hubSocket?: string): Watcher {
  return {
    name: 'Tidemark',
    execArgv: ['--import', shippedUrl('agent/register.js')],
    environment: {
      TIDEMARK_SAMPLING_INTERVAL: String(intervalMs),
      ...(hubSocket === undefined ? {} : { TIDEMARK_HUB_SOCKET: hubSocket }),
    },
  };
}

export function promClient(intervalMs: number): Watcher {
  return {
    name: 'prom-client default metrics',
    execArgv: ['--import', preloadUrl('prom-client.mjs')],
    environment: { BENCH_INTERVAL_MS: String(intervalMs) },
  };
}

export function openTelemetry(intervalMs: number): Watcher {
  return {
    name: 'OpenTelemetry runtime-node',
    execArgv: ['--import', preloadUrl('opentelemetry.mjs')],
    environment: { BENCH_INTERVAL_MS: String(intervalMs) },
  };
}

/** Address of a module in preload/. */
export function preloadUrl(name: string): string {
  return pathToFileURL(join(root, 'bench', 'overhead', 'preload', name)).href;
}
