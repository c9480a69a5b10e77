/** Hears of a call. Whatever it throws is nobody's. */
export interface Ear {
  /** Before it, with what was given. */
  before?(given: readonly unknown[]): void;
  /** What came back, once it is through. */
  returned?(result: unknown): void;
  /** It has thrown. */
  threw?(): void;
}

// As they were when this was loaded, whatever an application replaces later.
const { apply } = Reflect;
const { getPrototypeOf } = Object;

/**
 * A method of the host that is looked through: it does what it would have done, with the same `this`, and somebody hears of
 * that. No listener is added, which the application could count, and it costs one frame in its stacks.
 */
export class LookedThrough {
  readonly #host: Record<string, unknown>;
  readonly #name: string;
  readonly #own: PropertyDescriptor | undefined;
  readonly #over: (...given: unknown[]) => unknown;

  /**
   * @param host where it cannot be changed, nothing is heard
   * @param earOf who hears of a call; `undefined` where nobody does
   */
  constructor(host: object, name: string, earOf: (given: readonly unknown[]) => Ear | undefined) {
    this.#host = host as Record<string, unknown>;
    this.#name = name;
    this.#own = Object.getOwnPropertyDescriptor(host, name);
    this.#over = this.#lookThrough(earOf);
    try {
      if (typeof this.#host[name] === 'function') this.#put(this.#over);
    } catch {
      // Frozen.
    }
  }

  /** Leaves the method as it was, or to whoever has replaced it since. */
  close(): void {
    try {
      if (this.#host[this.#name] !== this.#over) return;
      if (this.#own === undefined) Reflect.deleteProperty(this.#host, this.#name);
      else Object.defineProperty(this.#host, this.#name, this.#own);
    } catch {
      // Frozen meanwhile: it passes everything on.
    }
  }

  #put(value: unknown): void {
    const rest = this.#own ?? { enumerable: false, configurable: true, writable: true };
    Object.defineProperty(this.#host, this.#name, { ...rest, value });
  }

  #lookThrough(earOf: (given: readonly unknown[]) => Ear | undefined): (...given: unknown[]) => unknown {
    const host = this.#host;
    const name = this.#name;
    const own = this.#own?.value;
    // Asked for each time: `domain` replaces the `emit` of all emitters when it is loaded.
    const original = (): unknown => own ?? (getPrototypeOf(host) as Record<string, unknown>)[name];
    const over = function (this: unknown, ...given: unknown[]): unknown {
      const ear = heard(earOf, given);
      if (ear === undefined) return apply(original() as () => unknown, this, given);
      safely(() => ear.before?.(given));
      let result: unknown;
      try {
        result = apply(original() as () => unknown, this, given);
      } catch (error) {
        safely(() => ear.threw?.());
        throw error;
      }
      safely(() => ear.returned?.(result));
      return result;
    };
    return Object.defineProperty(over, 'name', { value: name });
  }
}

function heard(earOf: (given: readonly unknown[]) => Ear | undefined, given: unknown[]): Ear | undefined {
  try {
    return earOf(given);
  } catch {
    return undefined;
  }
}

function safely(action: () => void): void {
  try {
    action();
  } catch {
    // Built-ins that somebody has replaced: the application's call goes on nevertheless.
  }
}
