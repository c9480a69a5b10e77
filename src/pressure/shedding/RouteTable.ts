import { invalidOption } from '../../TidemarkError.ts';
import { pathOf } from './IncomingRequest.ts';
import { type RequestTreatment, requestPriorities } from './RequestPriority.ts';

/** A route that was configured, and what is done with its requests. */
export interface ConfiguredRoute {
  /** As it was written. */
  readonly route: string;
  readonly treatment: RequestTreatment;
}

interface Branch extends ConfiguredRoute {
  /** Everything that begins with it, up to and with its last slash. */
  readonly prefix: string;
  readonly method: string | undefined;
}

const pattern = /^(?:([A-Z]+) )?(\/[^*\s?#]*)(\*?)$/;

/** Loaded where a route has a method: what has no server needs no HTTP. */
const methods: () => readonly string[] = () => process.getBuiltinModule('node:http').METHODS;

/** Finds what was configured for a path: the path itself before those above it, and one with a method before one without. */
export class RouteTable {
  readonly #exact: Map<string, ConfiguredRoute> = new Map();
  readonly #branches: readonly Branch[];

  /** @throws TidemarkError `INVALID_OPTION` */
  constructor(routes: Readonly<Record<string, RequestTreatment>> = {}) {
    if (typeof routes !== 'object' || routes === null) throw invalidOption('routes', 'an object', routes);
    const branches: Branch[] = [];
    for (const [route, treatment] of Object.entries(routes)) {
      const [, method, path = '', star = ''] = pattern.exec(route) ?? [];
      if (path === '' || (star !== '' && !path.endsWith('/'))) {
        throw invalidOption('routes', 'paths such as "/reports", "/reports/*" or "POST /orders"', route);
      }
      if (method !== undefined && !methods().includes(method)) {
        throw invalidOption('routes', 'routes whose method there is, such as GET or POST', route);
      }
      if (treatment !== 'exempt' && !requestPriorities.includes(treatment)) {
        throw invalidOption(`routes["${route}"]`, 'one of "low", "normal", "high", "exempt"', treatment);
      }
      if (star === '') this.#exact.set(`${method ?? ''} ${pathOf(path)}`, { route, treatment });
      else branches.push({ route, treatment, prefix: path, method });
    }
    const rank = ({ prefix, method }: Branch) => 2 * prefix.length + (method === undefined ? 0 : 1);
    this.#branches = branches.sort((one, other) => rank(other) - rank(one));
  }

  /** `undefined` where nothing was configured for it. */
  find(method: string | undefined, path: string): ConfiguredRoute | undefined {
    const exact = this.#exact.get(`${method} ${path}`) ?? this.#exact.get(` ${path}`);
    if (exact !== undefined) return exact;
    return this.#branches.find(
      (branch) => path.startsWith(branch.prefix) && (branch.method === undefined || branch.method === method),
    );
  }
}
