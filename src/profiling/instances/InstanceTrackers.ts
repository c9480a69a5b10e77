import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import {
  type Constructor,
  type InstanceCount,
  type InstanceSurroundings,
  type InstanceTracker,
  queryingTracker,
  registeringTracker,
} from './InstanceTracker.ts';

const mostTrackers = 100;

/** The classes whose instances are followed. */
export class InstanceTrackers {
  readonly #surroundings: Omit<InstanceSurroundings, 'stopped'>;
  readonly #trackers: Map<string | Constructor, InstanceTracker> = new Map();
  readonly #last: Map<InstanceTracker, InstanceCount> = new Map();

  constructor(surroundings: Omit<InstanceSurroundings, 'stopped'>) {
    this.#surroundings = surroundings;
  }

  /** The tracker of a class, given by its constructor or by name; the same one for the same class. */
  track(subject: string | Constructor): InstanceTracker {
    if (subject === '' || !['string', 'function'].includes(typeof subject)) {
      throw invalidOption('className', 'a class, or the name of one', subject);
    }
    if (typeof subject === 'function') checkClass(subject);
    const type = typeof subject === 'string' ? globalClass(subject) : subject;
    const key = type ?? subject;
    const known = this.#trackers.get(key);
    if (known !== undefined) return known;
    if (this.#trackers.size >= mostTrackers) throw tooMany(nameOf(subject));
    const surroundings: InstanceSurroundings = {
      ...this.#surroundings,
      stopped: () => {
        this.#trackers.delete(key);
        this.#last.delete(tracker);
      },
    };
    const { query } = surroundings;
    const counting =
      type && query
        ? queryingTracker(type, query, surroundings)
        : registeringTracker(nameOf(subject), surroundings);
    const tracker: InstanceTracker = {
      ...counting,
      count: async () => {
        if (this.#trackers.get(key) !== tracker) return ended;
        const count = await counting.count();
        if (count.performed && this.#trackers.has(key)) this.#last.set(tracker, count);
        return count;
      },
    };
    this.#trackers.set(key, tracker);
    return tracker;
  }

  /** As of the last count of each class. */
  get last(): readonly InstanceCount[] {
    return [...this.#last.values()];
  }

  /** Counts all classes, one after the other. */
  async count(): Promise<readonly (InstanceCount | NotPerformed)[]> {
    const counts: (InstanceCount | NotPerformed)[] = [];
    for (const tracker of [...this.#trackers.values()]) counts.push(await tracker.count());
    return counts;
  }

  clear(): void {
    this.#trackers.clear();
    this.#last.clear();
  }
}

const ended: NotPerformed = {
  performed: false,
  reason: 'Tracking has ended, by stop() or dispose(): trackObjectAllocation() begins anew.',
};

/** A class that everybody knows by its name: `Map`, `Promise`, `Uint8Array`. */
function globalClass(name: string): Constructor | undefined {
  const found: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
  return typeof found === 'function' && hasPrototype(found) ? (found as Constructor) : undefined;
}

/** Whether there is something that instances have in common; of `Function` that is a function itself. */
function hasPrototype(subject: object): boolean {
  const { prototype } = subject as { readonly prototype?: unknown };
  return (typeof prototype === 'object' && prototype !== null) || typeof prototype === 'function';
}

function tooMany(received: string): TidemarkError {
  const rule = `one of at most ${mostTrackers} classes that are tracked at a time`;
  const message = `className must be ${rule}, received ${received}: stop() of a tracker that is not needed any more makes room for it`;
  return new TidemarkError('INVALID_OPTION', message, { option: 'className', rule, received });
}

/** @throws TidemarkError INVALID_OPTION for a function that makes no instances */
function checkClass(subject: Constructor): void {
  const name = subject.name === '' ? 'a function without a name' : `the function ${subject.name}`;
  if (isConstructor(subject) && hasPrototype(subject)) return;
  const rule = 'a class, or the name of one';
  const reason =
    (subject as unknown) === Proxy
      ? 'what it makes looks like an instance of what is behind it'
      : 'arrow functions, methods, async and bound functions have no instances';
  throw new TidemarkError('INVALID_OPTION', `className must be ${rule}, received ${name}: ${reason}`, {
    option: 'className',
    rule,
    received: subject,
  });
}

/** Whether it can be called with `new`; it is not called. */
function isConstructor(subject: Constructor): boolean {
  try {
    Reflect.construct(Object, [], subject);
    return true;
  } catch {
    return false;
  }
}

function nameOf(subject: string | Constructor): string {
  return typeof subject === 'string' ? subject : subject.name || '(anonymous)';
}
