import { rm } from 'node:fs/promises';
import { checkFlags, checkOptions } from '../profiling/checkInput.ts';
import { fixIdea } from '../profiling/heap-snapshot/suspects/fixIdea.ts';
import { isPromise } from '../profiling/operations/isPromise.ts';
import type { NotPerformed } from '../profiling/operations/OperationMeasurement.ts';
import { invalidOption, TidemarkError } from '../TidemarkError.ts';
import { holderInWords } from '../wire/holderInWords.ts';
import { checkDuration } from './LeakTestOptions.ts';
import { lines } from './lines.ts';
import { oneAtATime } from './oneAtATime.ts';
import { idOfObject } from './soughtObject.ts';
import { type TestSurroundings, testSurroundings } from './TestSurroundings.ts';
import { withoutRegistry } from './withoutRegistry.ts';

/** A reference to an object that ought to be garbage, or what makes it: its result is not kept. */
export type CollectionSubject = WeakRef<object> | (() => object | PromiseLike<object>);

/** How it is found out whether an object is garbage. */
export interface CollectionTestOptions {
  /** Milliseconds that the object may take to become garbage, such as until a timer fires. @default 500 */
  readonly graceMs?: number | undefined;
  /** Milliseconds that all of it may take. @default 30_000; of the matcher nine tenths of what the runner gives a test */
  readonly timeoutMs?: number | undefined;
  /** Whether a heap snapshot is taken to find who holds it. @default true */
  readonly explain?: boolean | undefined;
}

/** Who holds an object. */
export interface ObjectHolder {
  readonly performed: true;
  /** How the program reaches the object, as JavaScript. */
  readonly path: string;
  /** Class of the object that refers to it. */
  readonly className: string;
  readonly fixIdea: string;
}

/** What came of it; JSON says all of it. */
export interface CollectionReport {
  readonly collected: boolean;
  /** Class of the object, where it is still there and a snapshot was taken. */
  readonly className?: string;
  /** Told where it is still there, and `explain` was not turned off. */
  readonly holder?: ObjectHolder | NotPerformed;
  readonly durationMs: number;
  readonly message: string;
}

const known = { owner: 'collectionTest()', names: ['graceMs', 'timeoutMs', 'explain'] };
/** Shares of the grace after which it is looked at again. */
const looks = [0, 0, 0.02, 0.1, 0.4, 1];

/**
 * Whether an object is garbage once it has been let go of. Where it is not, a heap snapshot tells who holds it.
 *
 * @throws what the function throws; TidemarkError INVALID_OPTION, UNKNOWN_OPTION, and LEAK_UNDECIDED where no garbage can be
 * collected; all as a rejection
 */
export async function collectionTest(
  subject: CollectionSubject,
  options: CollectionTestOptions = {},
): Promise<CollectionReport> {
  checkOptions('options', options, known);
  const { graceMs = 500, timeoutMs = 30_000, explain = true } = options;
  checkDuration('graceMs', graceMs, 0);
  checkDuration('timeoutMs', timeoutMs, 1);
  checkFlags({ explain });
  const reference = await referenceOf(subject);
  return oneAtATime(() => testForCollection(reference, { graceMs, timeoutMs, explain }, testSurroundings()));
}

/** The same, of options that have been checked, in surroundings that are given. */
export async function testForCollection(
  reference: WeakRef<object>,
  {
    graceMs,
    timeoutMs,
    explain,
  }: { readonly graceMs: number; readonly timeoutMs: number; readonly explain: boolean },
  around: TestSurroundings,
): Promise<CollectionReport> {
  const { now, turn, wait, collector } = around;
  const begin = now();
  const reported = (report: Omit<CollectionReport, 'durationMs' | 'message'>): CollectionReport => {
    const durationMs = now() - begin;
    return { ...report, durationMs, message: inWords(report, graceMs) };
  };
  for (const share of looks) {
    const waitMs = begin + share * graceMs - now();
    if (waitMs > 0) await wait(waitMs);
    // Whoever has asked a WeakRef for its object holds it until the event loop comes round.
    await turn();
    const collection = collector.collect();
    if (!collection.performed) {
      throw new TidemarkError('LEAK_UNDECIDED', `Whether it is garbage is not known: ${collection.reason}`);
    }
    await turn();
    if (isGone(reference)) return reported({ collected: true });
  }
  if (!explain) return reported({ collected: false });
  const found = await foundHolder(reference, around, begin + timeoutMs);
  return reported({ collected: false, ...found });
}

/** In a function of its own: the object must not be in a variable of whoever waits. */
async function referenceOf(subject: unknown): Promise<WeakRef<object>> {
  if (typeof (subject as Partial<WeakRef<object>> | null)?.deref === 'function') {
    return subject as WeakRef<object>;
  }
  const rule = 'a WeakRef, or a function that makes an object: expect() would keep the object itself alive';
  if (typeof subject !== 'function') throw invalidOption('reference', rule, subject);
  const made: unknown = subject();
  const object = isPromise(made) ? await made : made;
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  if (!isObject) throw invalidOption('what the function makes', 'an object', object);
  return new WeakRef(object);
}

function isGone(reference: WeakRef<object>): boolean {
  return reference.deref() === undefined;
}

async function foundHolder(
  reference: WeakRef<object>,
  { snapshots, turn, now, alarm }: TestSurroundings,
  deadline: number,
): Promise<Pick<CollectionReport, 'className' | 'holder'>> {
  const { directory, taker, analyst } = snapshots();
  const untold = (reason: string): Pick<CollectionReport, 'holder'> => ({
    holder: { performed: false, reason },
  });
  const stop = new AbortController();
  const callOff = alarm(Math.max(0, deadline - now()), () => stop.abort());
  try {
    const sought = idOfObject(reference);
    try {
      await turn();
      if (sought.id === undefined) return untold('This engine does not tell objects from each other.');
      const snapshot = await taker.take({ directory });
      if (!snapshot.performed) return untold(snapshot.reason);
      const job = { kind: 'retainers', files: [snapshot.path], object: sought.id } as const;
      const result = await analyst.analyze(job, stop.signal);
      if (result.kind !== 'retainers') return untold('Something else was analysed.');
      const { className, path, rawPath, holders } = result.object;
      const holder = holderClass(path, holders[0]?.className ?? '');
      return {
        className,
        holder: {
          performed: true,
          path: path === '' ? rawPath : path,
          className: holder,
          fixIdea: fixIdea({
            className: holder,
            maskedPath: path.replace(/\[\d+\]/g, '[*]'),
            gains: undefined,
          }),
        },
      };
    } finally {
      sought.forget();
    }
  } catch (error) {
    if (stop.signal.aborted)
      return untold('Time was up before the heap snapshot was looked into: raise timeoutMs.');
    return untold((error as Error).message);
  } finally {
    callOff();
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** What is in a collection is held by a table of V8. */
function holderClass(path: string, className: string): string {
  if (/\bget\(.*\)$/.test(path)) return 'Map';
  return /\[\d+\]$/.test(path) ? 'Array' : className;
}

function inWords(
  { collected, className = '', holder }: Pick<CollectionReport, 'collected' | 'className' | 'holder'>,
  graceMs: number,
): string {
  if (collected) return 'The object is garbage, and has been collected.';
  const what = className === '' ? 'The object' : `The object (${className})`;
  const verdict = `${what} is still alive ${graceMs} ms after it was let go of.`;
  if (holder === undefined) return verdict;
  if (!holder.performed) return lines(verdict, [['holder', `not found. ${holder.reason}`]]);
  return lines(verdict, [
    ['holder', holderInWords(withoutRegistry(holder.path), className)],
    ['try', holder.fixIdea],
  ]);
}
