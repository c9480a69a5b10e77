import { timerListClass } from '../../../wire/holderInWords.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import { TimerLists } from '../paths/TimerLists.ts';
import { isSteady } from './accumulators.ts';
import { type Gain, type Gained, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import { bytesOfSamples, heldPart, withoutPart } from './heldPart.ts';
import { isMoreThanTurnover } from './isMoreThanTurnover.ts';
import type { SuspectCases } from './SuspectCases.ts';

const timerClass = 'Timeout';

/**
 * Timers of the program that nobody holds alone: a list that timers of Node.js itself are in, such as those of connections, is
 * reached over each of these as well. They are held against their list all the same, as are those of any other duration.
 */
export class ListedTimers {
  readonly #snapshot: HeapSnapshot;
  readonly #growth: Growth;
  readonly #told: Set<number> = new Set();

  constructor(snapshot: HeapSnapshot, growth: Growth) {
    this.#snapshot = snapshot;
    this.#growth = growth;
  }

  /** Holds timers, of what nobody holds alone, against their lists. */
  addTo(cases: SuspectCases, { gains }: Gained, thresholdBytes: number): void {
    const gain = gains.get(timerClass);
    if (gain === undefined || !isMuch(gain)) return;
    const bytesOf = bytesOfSamples(gain);
    for (const [list, timers] of this.#byList(gain.samples)) {
      const part = heldPart(this.#snapshot, this.#growth, gain, timers, bytesOf);
      if (!isMuch(part)) continue;
      const suspect = cases.of(list);
      suspect.bytesPerInterval = part.bytes.map((bytes, at) => bytes + (suspect.bytesPerInterval[at] ?? 0));
      suspect.bytes += steadyBytes(part);
      suspect.gained.push({ gains: new Map([[timerClass, part]]) });
      for (const timer of timers) this.#told.add(timer);
    }

    function isMuch(one: Gain): boolean {
      const isGrown = one.counts.every((count) => count > 0) && steadyBytes(one) >= thresholdBytes;
      return isGrown && isSteady(one.bytes) && isMoreThanTurnover(one.bytes, [one]);
    }
  }

  /** What was gained without the timers that their lists are told with. */
  without(gained: Gained): Gained {
    const gain = gained.gains.get(timerClass);
    const told = gain?.samples.filter((node) => this.#told.has(node)) ?? [];
    if (gain === undefined || told.length === 0) return gained;
    const gains = new Map(gained.gains);
    if (told.length === gain.samples.length) gains.delete(timerClass);
    else gains.set(timerClass, withoutPart(gain, heldPart(this.#snapshot, this.#growth, gain, told)));
    return { ...gained, gains };
  }

  /** The timers that the program has set, by the list that they are in. */
  #byList(timers: readonly number[]): Map<number, number[]> {
    const { graph } = this.#snapshot;
    const edges = new ObjectEdges(graph);
    const lists = new TimerLists(graph, edges);
    const listOf = new Map<number, number | undefined>();
    const found = new Map<number, number[]>();
    for (const timer of timers) {
      let at: number | undefined = timer;
      while (at !== undefined && !listOf.has(at)) {
        const isList: boolean = graph.nameOf(at) === timerListClass;
        listOf.set(at, isList ? at : undefined);
        if (isList) for (const one of lists.timersIn(at)) listOf.set(one, at);
        else at = edges.child(at, '_idleNext');
      }
      const list = listOf.get(timer);
      if (list === undefined || !lists.isOfProgram(timer)) continue;
      const present = found.get(list);
      if (present === undefined) found.set(list, [timer]);
      else present.push(timer);
    }
    return found;
  }
}
