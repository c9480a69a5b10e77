/** What Express leaves on a request. */
export interface RoutedRequest {
  readonly baseUrl?: string | undefined;
  readonly originalUrl?: string | undefined;
  /** Those of the routers above are among them where the router was made with `mergeParams`. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Present once a route has been found. */
  readonly route?: { readonly path?: unknown } | undefined;
}

/** Names that stand in a path as they are, and versions. */
const plainSegment = /^(?:v\d+|[a-z._~-]{1,32})$/i;
const mostMounts = 100;
/** Patterns that take another number of segments than they have. */
const flexible = /[*?+({]/;

/**
 * Patterns of Express's routes: `/users/:id`. Express tells the pattern of the route, but of the router that it is mounted
 * in only the part of the URL that it took: there a segment that is the value of a parameter has that one's name
 * (`mergeParams`), and each other that is not made of letters alone is told as `:id`.
 */
export class ExpressRoutes {
  /** Mount paths by what they took of URLs; the first hundred, so that ids in them fill nothing. */
  readonly #mounts: Map<string, string> = new Map();

  /** The pattern; `undefined` where no route was found. */
  readonly of = ({ baseUrl = '', originalUrl, params, route }: RoutedRequest): string | undefined => {
    if (route === undefined) return undefined;
    const path = typeof route.path === 'string' ? route.path : String(route.path);
    if (baseUrl !== '') return joined(this.#mount(withNames(baseUrl, path, params)), path);
    // A router that has handed an error on has taken its mount path with it.
    const lost = flexible.test(path) ? '' : leftOf(originalUrl, path);
    return lost === '' ? path : joined(this.#mount(lost), path);
  };

  #mount(base: string): string {
    const known = this.#mounts.get(base);
    if (known !== undefined) return known;
    const pattern = base
      .split('/')
      .map((segment) => (isPlain(segment) ? segment : ':id'))
      .join('/');
    if (this.#mounts.size < mostMounts) this.#mounts.set(base, pattern);
    return pattern;
  }
}

function isPlain(segment: string): boolean {
  return segment === '' || segment.startsWith(':') || plainSegment.test(segment);
}

/** What a router took of a URL, with the names of its parameters in the place of their values. */
function withNames(base: string, path: string, params: RoutedRequest['params']): string {
  let named = base;
  for (const name in params) {
    const value = params[name];
    if (typeof value !== 'string' || value === '' || path.includes(`:${name}`)) continue;
    const segment = `/${encodeURIComponent(value)}`;
    // The last one: a name may stand before it as it is.
    const at = `${named}/`.lastIndexOf(`${segment}/`);
    if (at >= 0) named = `${named.slice(0, at)}/:${name}${named.slice(at + segment.length)}`;
  }
  return named;
}

function joined(mount: string, path: string): string {
  return path === '/' ? mount : `${mount}${path}`;
}

/** What stands before the last segments of a URL's path, as many as the pattern has. */
function leftOf(url: string | undefined, pattern: string): string {
  if (url === undefined || segmentsOf(url) === segmentsOf(pattern)) return '';
  const query = url.indexOf('?');
  const segments = (query < 0 ? url : url.slice(0, query)).split('/').filter((segment) => segment !== '');
  const own = segmentsOf(pattern);
  return segments.length > own ? `/${segments.slice(0, segments.length - own).join('/')}` : '';
}

/** How many segments a path has, without its query. */
function segmentsOf(path: string): number {
  let count = 0;
  for (let index = 0; index < path.length && path[index] !== '?'; index++) {
    const next = path[index + 1];
    if (path[index] === '/' && next !== undefined && next !== '/' && next !== '?') count += 1;
  }
  return count;
}
