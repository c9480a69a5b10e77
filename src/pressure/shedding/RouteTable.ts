import { invalidOption } from '../../TidemarkError.ts';
import { pathOf } from './IncomingRequest.ts';
import { type RequestTreatment, requestPriorities } from './RequestPriority.ts';

/** A route that was configured, and what is done with its requests. */
export interface ConfiguredRoute {
  /** As it was written. */
  readonly route: string;
  readonly treatment: RequestTreatment;
}

interface RoutePattern extends ConfiguredRoute {
  readonly method: string | undefined;
  readonly matches: (path: string) => boolean;
  /** The larger, the more is said: characters besides the names of parameters, and a method counts as half of one. */
  readonly rank: number;
}

const pattern = /^(?:([A-Z]+) )?(\/[^*\s?#]*)(\*?)$/;
/** A whole segment that stands for any other one. */
const parameter = /(?<=\/):[A-Za-z_]\w*(?=\/|$)/g;
const meaningful = /[\\^$.|()[\]{}+]/g;

/** Loaded where a route has a method: what has no server needs no HTTP. */
const methods: () => readonly string[] = () => process.getBuiltinModule('node:http').METHODS;

/**
 * Finds what was configured for a path: the path itself, then one with parameters, then those above it; of these the one
 * that says most, and one with a method before one without. `:name` stands for one segment that is not empty.
 */
export class RouteTable {
  readonly #exact: Map<string, ConfiguredRoute> = new Map();
  readonly #patterns: readonly RoutePattern[];

  /** @throws TidemarkError `INVALID_OPTION` */
  constructor(routes: Readonly<Record<string, RequestTreatment>> = {}) {
    if (typeof routes !== 'object' || routes === null) throw invalidOption('routes', 'an object', routes);
    const whole: RoutePattern[] = [];
    const above: RoutePattern[] = [];
    for (const [route, treatment] of Object.entries(routes)) {
      const [, method, given = '', star = ''] = pattern.exec(route) ?? [];
      if (given === '' || (star !== '' && !given.endsWith('/'))) {
        throw invalidOption('routes', 'paths such as "/reports", "/reports/*" or "POST /orders"', route);
      }
      if (given.replace(parameter, '').includes('/:')) {
        throw invalidOption(
          'routes',
          'routes whose parameters are whole segments, such as "/users/:id"',
          route,
        );
      }
      if (method !== undefined && !methods().includes(method)) {
        throw invalidOption('routes', 'routes whose method there is, such as GET or POST', route);
      }
      if (treatment !== 'exempt' && !requestPriorities.includes(treatment)) {
        throw invalidOption(`routes["${route}"]`, 'one of "low", "normal", "high", "exempt"', treatment);
      }
      const path = star === '' ? pathOf(given) : given;
      const said = path.replace(parameter, '');
      const rank = said.length + (method === undefined ? 0 : 0.5);
      const found = { route, treatment, method, rank };
      if (star !== '') above.push({ ...found, matches: beginning(path) });
      else if (said === path) this.#exact.set(`${method ?? ''} ${path}`, { route, treatment });
      else whole.push({ ...found, matches: matching(path, '$') });
    }
    const byRank = (one: RoutePattern, other: RoutePattern) => other.rank - one.rank;
    this.#patterns = [...whole.sort(byRank), ...above.sort(byRank)];
  }

  /** `undefined` where nothing was configured for it. */
  find(method: string | undefined, path: string): ConfiguredRoute | undefined {
    const exact = this.#exact.get(`${method} ${path}`) ?? this.#exact.get(` ${path}`);
    if (exact !== undefined) return exact;
    return this.#patterns.find(
      (each) => (each.method === undefined || each.method === method) && each.matches(path),
    );
  }
}

function beginning(prefix: string): (path: string) => boolean {
  return prefix.includes('/:') ? matching(prefix, '') : (path) => path.startsWith(prefix);
}

/** Each parameter ends at the next slash, so that the time it takes grows with the length of the path alone. */
function matching(path: string, end: '' | '$'): (path: string) => boolean {
  const source = path.replace(meaningful, '\\$&').replace(parameter, '[^/]+');
  const expression = new RegExp(`^${source}${end}`);
  return (given) => expression.test(given);
}
