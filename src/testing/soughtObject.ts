/** What is asked of the inspector; it answers before `post` returns. */
interface Session {
  connect(): void;
  disconnect(): void;
  post(method: string, parameters: object, answer: (error: Error | null, result?: Answer) => void): void;
}

interface Answer {
  readonly result?: { readonly objectId?: string };
  readonly heapSnapshotObjectId?: string;
}

/** An object as heap snapshots number it. */
export interface SoughtObject {
  /** `undefined` where the object is gone, or in a Node.js without inspector. */
  readonly id: number | undefined;
  /** Ends the numbering: snapshots that are taken later have another one. */
  readonly forget: () => void;
}

/** Where the inspector finds the reference, for as long as it is asked. */
const place: unique symbol = Symbol.for('tidemark.sought');
const nobody: SoughtObject = { id: undefined, forget: () => undefined };

/** The number that an object has in the heap snapshots that are taken until it is forgotten. */
export function idOfObject(reference: WeakRef<object>): SoughtObject {
  if (!process.features.inspector) return nobody;
  const { Session } = process.getBuiltinModule('node:inspector');
  const session = new Session() as Session;
  // The inspector looks into Node's own context, which a test need not be in.
  const { runInThisContext } = process.getBuiltinModule('node:vm');
  const mainGlobal = runInThisContext('globalThis') as { [place]?: unknown };
  const ask = (method: string, parameters: object): Answer => {
    let answered: Answer | undefined;
    let failure: Error | null = null;
    session.post(method, parameters, (error, result) => {
      failure = error;
      answered = result;
    });
    if (failure !== null || answered === undefined) throw failure ?? new Error(`${method} has no answer`);
    return answered;
  };
  session.connect();
  try {
    // Numbers all objects that there are.
    ask('HeapProfiler.startTrackingHeapObjects', {});
    mainGlobal[place] = reference;
    const expression = "globalThis[Symbol.for('tidemark.sought')].deref()";
    const objectId = ask('Runtime.evaluate', { expression }).result?.objectId;
    if (objectId === undefined) {
      session.disconnect();
      return nobody;
    }
    const { heapSnapshotObjectId } = ask('HeapProfiler.getHeapObjectId', { objectId });
    // The session itself must not be who holds it.
    ask('Runtime.releaseObject', { objectId });
    return { id: Number(heapSnapshotObjectId), forget: () => session.disconnect() };
  } catch (error) {
    session.disconnect();
    throw error;
  } finally {
    delete mainGlobal[place];
  }
}
