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
    const known = this.#trackers.get(subject);
    if (known !== undefined) return known;
    if (this.#trackers.size >= mostTrackers) {
      throw invalidOption('className', `one of at most ${mostTrackers} classes`, nameOf(subject));
    }
    const surroundings: InstanceSurroundings = {
      ...this.#surroundings,
      stopped: () => {
        this.#trackers.delete(subject);
        this.#last.delete(tracker);
      },
    };
    const type = typeof subject === 'string' ? globalClass(subject) : subject;
    const { query } = surroundings;
    const counting =
      type && query
        ? queryingTracker(type, query, surroundings)
        : registeringTracker(nameOf(subject), surroundings);
    const tracker: InstanceTracker = {
      ...counting,
      count: async () => {
        if (this.#trackers.get(subject) !== tracker) return ended;
        const count = await counting.count();
        if (count.performed && this.#trackers.has(subject)) this.#last.set(tracker, count);
        return count;
      },
    };
    this.#trackers.set(subject, tracker);
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
  const isClass =
    typeof found === 'function' && typeof found.prototype === 'object' && found.prototype !== null;
  return isClass ? (found as Constructor) : undefined;
}

/** @throws TidemarkError INVALID_OPTION for a function that makes no instances */
function checkClass(subject: Constructor): void {
  const name = subject.name === '' ? 'a function without a name' : `the function ${subject.name}`;
  const { prototype } = subject as { readonly prototype: unknown };
  const isClass = isConstructor(subject) && typeof prototype === 'object' && prototype !== null;
  if (isClass) return;
  const rule = 'a class, or the name of one';
  const reason = 'arrow functions, methods, async and bound functions have no instances';
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
