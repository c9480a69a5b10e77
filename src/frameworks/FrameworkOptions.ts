import type { MemoryMonitoringListeners } from '../agent/MemoryMonitoring.ts';
import type { MemoryMonitoring } from '../agent/startMemoryMonitoring.ts';
import type { PartialConfiguration } from '../configuration/Configuration.ts';
import { checkedFunction, checkedOptions } from '../configuration/checkedOptions.ts';
import type { LoadSheddingOptions } from '../pressure/shedding/LoadSheddingOptions.ts';
import type { ServerRequest } from '../pressure/shedding/sendRefusal.ts';
import { invalidOption } from '../TidemarkError.ts';

/** Options of every integration. */
export interface FrameworkOptions extends MemoryMonitoringListeners {
  /** Settings, over `TIDEMARK_*` variables and the defaults. */
  readonly config?: PartialConfiguration | undefined;
  /** Monitoring that the application has started, and ends, itself. @default started, and ended with the application */
  readonly monitoring?: MemoryMonitoring | undefined;
  /** Whether requests are refused while memory is short, and how. @default false */
  readonly loadShedding?: boolean | LoadSheddingOptions | undefined;
  /** Where Prometheus scrapes; `true` is `/metrics`. @default false */
  readonly metrics?: boolean | string | undefined;
  /** Where the state of memory is told, always with 200; `true` is `/health`. @default false */
  readonly health?: boolean | string | undefined;
  /** Where it is told with 503 while memory is critical or load is shed; `true` is `/ready`. @default false */
  readonly readiness?: boolean | string | undefined;
  /**
   * The pattern of a request's route, `/users/:id`, where the framework does not know it; `undefined` where there is none.
   * It is called when the answer has ended. Never return the URL: fifty routes are told apart, and no more.
   */
  readonly route?: ((request: ServerRequest) => string | undefined) | undefined;
}

/** Where something is answered; `undefined` is nowhere. */
export interface AnsweredPaths {
  readonly metrics: string | undefined;
  readonly health: string | undefined;
  readonly readiness: string | undefined;
}

const known = {
  owner: 'tidemark/frameworks',
  names: [
    'config',
    'monitoring',
    'eventBus',
    'logger',
    'loadShedding',
    'metrics',
    'health',
    'readiness',
    'route',
  ],
} as const;

/** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
export function checkedFrameworkOptions(given: FrameworkOptions): FrameworkOptions {
  const options = checkedOptions('options', given, known);
  const { monitoring, loadShedding, route } = options;
  if (route !== undefined) checkedFunction('route', route);
  if (monitoring !== undefined && typeof monitoring?.monitor?.recordRoute !== 'function') {
    throw invalidOption('monitoring', 'what startMemoryMonitoring() returns', monitoring);
  }
  if (!['undefined', 'boolean', 'object'].includes(typeof loadShedding) || loadShedding === null) {
    throw invalidOption('loadShedding', 'true, false or options of shedLoad', loadShedding);
  }
  return options;
}

/** @throws TidemarkError `INVALID_OPTION` */
export function answeredPaths({ metrics, health, readiness }: FrameworkOptions): AnsweredPaths {
  const paths = {
    metrics: pathOf('metrics', metrics, '/metrics'),
    health: pathOf('health', health, '/health'),
    readiness: pathOf('readiness', readiness, '/ready'),
  };
  const all = Object.entries(paths).filter(([, path]) => path !== undefined);
  for (const [name, path] of all) {
    if (all.find(([, other]) => other === path)![0] !== name) {
      throw invalidOption(name, 'a path of its own', path);
    }
  }
  return paths;
}

function pathOf(option: string, given: boolean | string | undefined, usual: string): string | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return usual;
  if (typeof given === 'string' && /^\/[^\s?#:*]+$/.test(given)) return given;
  throw invalidOption(option, 'true, false or a path such as "/metrics"', given);
}
