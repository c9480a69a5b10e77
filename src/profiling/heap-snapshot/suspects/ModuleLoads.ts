import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { sumOfAll } from './caseGains.ts';
import type { Gain, Gained } from './gains.ts';
import type { Growth } from './growth.ts';
import { heldPart, withoutPart } from './heldPart.ts';
import { type LoadedModule, type Loader, loaderTables } from './loaderTables.ts';
import type { SuspectCases } from './SuspectCases.ts';

const half = 0.5;

/** A file that has been loaded again and again. */
export interface Reload {
  /** `undefined` where most are modules that the program itself has made. */
  readonly file: string | undefined;
  /** How many of the modules that were loaded meanwhile are of it. */
  readonly count: number;
}

/**
 * Tells modules that are loaded for the first time, as a program does that loads them when they are wanted, from those of a file that
 * has been loaded before: under another address, after it was deleted from `require.cache`, or made by the program itself. A file
 * is loaded for the first time once, and a program has no more of them than it has; the others go on.
 */
export class ModuleLoads {
  readonly #snapshot: HeapSnapshot;
  readonly #growth: Growth;
  readonly #places: ReadonlyMap<number, Loader>;
  /** By interval, what part of the modules loaded in it was loaded for the first time; some tables serve both loaders. */
  readonly #jointShares: readonly number[];
  /** The same of each loader; where it has loaded none, of both. */
  readonly #firstShares: ReadonlyMap<Loader, readonly number[]>;
  readonly #reloads: ReadonlyMap<Loader, Reload>;
  /** Modules that were loaded for the first time, what they export, and their names. */
  readonly #first: Set<number> = new Set();
  /** How many modules were loaded for the first time since the first snapshot. */
  readonly firstCount: number;

  constructor(snapshot: HeapSnapshot, growth: Growth) {
    this.#snapshot = snapshot;
    this.#growth = growth;
    const { modules, places } = loaderTables(snapshot);
    this.#places = places;
    const loaders: readonly Loader[] = ['import', 'require'];
    const told = loaders.map((loader) => this.#tell(modules.filter((one) => one.loader === loader)));
    const counts = told.map(({ intervals }) => intervals);
    this.#jointShares = growth.own.map((_, at) => shareOf(counts.map((intervals) => intervals[at]!)) ?? 0);
    this.#firstShares = new Map(
      loaders.map((loader, number) => [
        loader,
        counts[number]!.map((count, at) => shareOf([count]) ?? this.#jointShares[at]!),
      ]),
    );
    this.#reloads = new Map(
      loaders.flatMap((loader, at) => {
        const { reload } = told[at]!;
        return reload === undefined ? [] : [[loader, reload] as const];
      }),
    );
    this.firstCount = told.reduce((sum, { firstCount }) => sum + firstCount, 0);
  }

  /** The tables of Node.js, where these grew by modules which were loaded for the first time. */
  get tablesOfFirst(): Iterable<number> {
    return this.#jointShares.every((share) => share > half) ? this.#places.keys() : [];
  }

  /** What has been loaded again, where an object is a table of that. */
  reloadOf(node: number): Reload | undefined {
    const loader = this.#places.get(node);
    return loader && this.#reloads.get(loader);
  }

  /** Takes what was loaded for the first time off the tables of Node.js that are suspects; those with too little left are dropped. */
  takeOff(cases: SuspectCases, thresholdBytes: number): void {
    for (const { holder, bytesPerInterval, gained } of cases.all) {
      const loader = this.#places.get(holder);
      if (loader === undefined) continue;
      const gains = gained.flatMap((one) => [...one.gains.values()]);
      // What older modules gained is theirs, and no module.
      const older = bytesPerInterval.map((_, at) => sumOfAll(gains.map((gain) => betweenBytes(gain, at))));
      const shares = this.#firstShares.get(loader)!;
      cases.lessen(
        holder,
        bytesPerInterval.map((bytes, at) => Math.max(0, bytes - older[at]!) * shares[at]!),
        thresholdBytes,
      );
    }
  }

  /** What was gained without modules that were loaded for the first time, and what they export. */
  without(gained: Gained): Gained {
    if (this.#first.size === 0) return gained;
    const gains = new Map<string, Gain>();
    for (const [name, gain] of gained.gains) {
      const first = gain.samples.filter((node) => this.#first.has(node));
      if (first.length === 0) gains.set(name, gain);
      else if (first.length < gain.samples.length) {
        const part = heldPart(this.#snapshot, this.#growth, withoutDeaths(gain), first);
        gains.set(name, withoutPart(gain, part));
      }
    }
    return { ...gained, gains };
  }

  #tell(modules: readonly LoadedModule[]) {
    const { ids } = this.#snapshot.graph.nodes;
    const seen = new Set<string>();
    const again = new Map<string | undefined, number>();
    const intervals = Array.from({ length: this.#growth.intervals }, () => ({ first: 0, all: 0 }));
    const idOf = ({ node }: LoadedModule): number => ids[node]!;
    let firstCount = 0;
    for (const one of [...modules].sort((a, b) => idOf(a) - idOf(b))) {
      const { file } = one;
      const isFirst = file !== undefined && !seen.has(file);
      if (file !== undefined) seen.add(file);
      const interval = intervals[this.#growth.bornIn(idOf(one)) ?? -1];
      if (interval === undefined) continue;
      interval.all += 1;
      if (isFirst) {
        interval.first += 1;
        firstCount += 1;
        for (const node of [one.node, ...one.exported(), ...one.texts]) this.#first.add(node);
      } else again.set(file, (again.get(file) ?? 0) + 1);
    }
    const [most] = [...again].sort(([, some], [, more]) => more - some);
    const reload: Reload | undefined = most && { file: most[0], count: most[1] };
    return { intervals, firstCount, reload };
  }
}

/** What part of all is the first of its file; `undefined` of none. */
function shareOf(counts: readonly { readonly first: number; readonly all: number }[]): number | undefined {
  const all = sumOfAll(counts.map((count) => count.all));
  return all === 0 ? undefined : sumOfAll(counts.map((count) => count.first)) / all;
}

/** What is taken off was born: what has died is the others'. */
function withoutDeaths(gain: Gain): Gain {
  const zeros = gain.counts.map(() => 0);
  return { ...gain, diedCounts: zeros, diedBytes: zeros };
}

/** What of a gain is in older objects. */
function betweenBytes({ bytes, between, samples }: Gain, at: number): number {
  return samples.length === 0 ? 0 : (bytes[at]! * between.length) / samples.length;
}
