import { invalidOption } from '../../TidemarkError.ts';
import { pathOf } from './IncomingRequest.ts';

/**
 * Where load balancers and orchestrators usually ask whether a process is well, and where metrics are read. Names that mean
 * nothing else count below any prefix, as that of a router, too: `*` stands for it.
 */
export const defaultHealthChecks: readonly string[] = [
  '/health',
  '/healthz',
  '/health/live',
  '/health/ready',
  '/healthcheck',
  '/livez',
  '/readyz',
  '/live',
  '/ready',
  '/ping',
  '/status',
  '/metrics',
  '/-/healthy',
  '/-/ready',
  '/actuator/health',
  '*/health',
  '*/healthz',
  '*/health/live',
  '*/health/ready',
  '*/healthcheck',
  '*/livez',
  '*/readyz',
];

const pattern = /^\*?\/[^\s?#*]*$/;

/** Knows by its path whether a request asks how the process is. */
export class HealthChecks {
  readonly #paths: ReadonlySet<string>;
  readonly #endings: readonly string[];

  /** @throws TidemarkError `INVALID_OPTION` */
  constructor(given: readonly string[] = defaultHealthChecks) {
    if (!Array.isArray(given) || !given.every((path) => typeof path === 'string' && pattern.test(path))) {
      throw invalidOption('healthChecks', 'a list of paths such as "/health" or "*/health"', given);
    }
    this.#paths = new Set(given.filter((path) => !path.startsWith('*')).map(pathOf));
    this.#endings = given.filter((path) => path.startsWith('*')).map((path) => path.slice(1));
  }

  /** @param path as {@link pathOf} has it */
  has(path: string): boolean {
    return this.#paths.has(path) || this.#endings.some((ending) => path.endsWith(ending));
  }
}
