import { bytesInWords } from '../../wire/quantity.ts';
import { memoryRoom } from '../heap-snapshot/taking/headroom.ts';
import type { Constructor } from './InstanceTracker.ts';

/** V8 looks at each object; of a heap of 500 MB that took 5 to 8 s, and 830 MB more memory. */
const timesTheHeap = 2;

/** What is asked of the inspector; it answers before `post` returns. */
interface QuerySession {
  connect(): void;
  disconnect(): void;
  post(method: string, parameters: object, answer: (error: Error | null, result?: Answer) => void): void;
}

interface Remote {
  readonly objectId?: string;
  readonly value?: unknown;
}

interface Answer {
  readonly result?: Remote;
  readonly objects?: Remote;
}

/** Where the inspector finds the prototype that it is asked for, for as long as it is asked. */
const place: unique symbol = Symbol.for('tidemark.counted');

/**
 * Runs in the array of all objects that have the prototype in their chain. Those of its subclasses do, too, and are no
 * instances: a prototype is what its own constructor says is its prototype.
 */
const countInstances = `function () {
  let count = 0;
  for (let index = 0; index < this.length; index++) {
    const made = Object.getOwnPropertyDescriptor(this[index], 'constructor')?.value;
    if (typeof made !== 'function' || made.prototype !== this[index]) count++;
  }
  return count;
}`;

/** Counts instances by the inspector's `Runtime.queryObjects`; `undefined` in a Node without inspector. */
export function queryObjects(): ((type: Constructor) => number) | undefined {
  if (!process.features.inspector) return undefined;
  return (type) => {
    const { Session } = process.getBuiltinModule('node:inspector');
    return countBy(new Session() as QuerySession, type);
  };
}

function countBy(session: QuerySession, type: Constructor): number {
  const surroundings = globalThis as { [place]?: unknown };
  const ask = (method: string, parameters: object): Answer => {
    let answered: Answer | undefined;
    let failure: Error | null = null;
    session.post(`Runtime.${method}`, parameters, (error, result) => {
      failure = error;
      answered = result;
    });
    if (failure !== null || answered === undefined) throw failure ?? new Error(`${method} has no answer`);
    return answered;
  };
  session.connect();
  try {
    surroundings[place] = type.prototype;
    const { result } = ask('evaluate', { expression: "globalThis[Symbol.for('tidemark.counted')]" });
    const { objects } = ask('queryObjects', { prototypeObjectId: result?.objectId });
    const counted = ask('callFunctionOn', {
      objectId: objects?.objectId,
      functionDeclaration: countInstances,
      returnByValue: true,
    });
    return Number(counted.result?.value);
  } finally {
    delete surroundings[place];
    // Lets go of all that it was asked for.
    session.disconnect();
  }
}

/** Why there is not enough memory left for it; `undefined` where there is, or where nobody tells. */
export function queryRefusal(usedBytes: number, free: number = memoryRoom().freeBytes): string | undefined {
  const needed = timesTheHeap * usedBytes;
  if (!(needed > free)) return undefined;
  return `Counting all objects may need ${bytesInWords(needed)}, and ${bytesInWords(free)} are free.`;
}
