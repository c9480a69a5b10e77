/** Names that are remembered: more routes than are told apart, and the methods of each. */
const most = 200;

/**
 * Names of routes with their methods, `GET /users/:id`. Those that came first are made once: a text that is made anew for
 * each request has to be hashed for each, which costs more than all else of counting it.
 */
export class RouteNames {
  readonly #names: Map<string, Map<string, string>> = new Map();
  #remembered = 0;

  of(method: string, route: string): string {
    let names = this.#names.get(route);
    const known = names?.get(method);
    if (known !== undefined) return known;
    const name = `${method} ${route}`;
    if (this.#remembered >= most) return name;
    this.#remembered += 1;
    if (names === undefined) {
      names = new Map();
      this.#names.set(route, names);
    }
    names.set(method, name);
    return name;
  }
}
