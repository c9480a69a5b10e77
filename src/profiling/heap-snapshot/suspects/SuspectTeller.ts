import { createHash } from 'node:crypto';
import { timerListClass } from '../../../wire/holderInWords.ts';
import type { LeakSuspect, LinkedChain, SuspectGain } from '../../../wire/snapshot.ts';
import { globalObjects } from '../globalObjects.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { nodeWords } from '../nodeWords.ts';
import { PathWords } from '../PathWords.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import { isOnStack } from '../paths/stackFrames.ts';
import { TimerLists } from '../paths/TimerLists.ts';
import { ScriptNames } from '../ScriptNames.ts';
import { alikeCases } from './alikeCases.ts';
import { Bounds } from './Bounds.ts';
import type { Chains } from './Chains.ts';
import { bytesOfCase, gainsOfCase, sumOfAll } from './caseGains.ts';
import { chainInWords } from './chainInWords.ts';
import { type ContextStores, contextStores } from './contextStores.ts';
import { entryCount } from './entryCount.ts';
import { queueLength } from './eventBacklog.ts';
import { fixIdea, listenersOf } from './fixIdea.ts';
import { GainNames } from './GainNames.ts';
import { type Gain, steadyBytes } from './gains.ts';
import { HolderPaths } from './HolderPaths.ts';
import { holderKind } from './holderKind.ts';
import { type JoinedCases, joinListeners } from './joinListeners.ts';
import { keyedMaps } from './keyedMaps.ts';
import { variableNumbers } from './localVariables.ts';
import type { Reload } from './ModuleLoads.ts';
import { mostlyHeld } from './mostlyHeld.ts';
import { ownerOf } from './ownerOf.ts';
import { partIdea } from './partIdea.ts';
import type { SuspectCase } from './SuspectCases.ts';
import { type ServedFunction, servedFunction } from './servedFunction.ts';

const mostGains = 5;
const mostOthers = 3;
const fingerprintLength = 12;

/** Says in words and figures what the cases of {@link SuspectCase} come to. */
export class SuspectTeller {
  readonly #snapshot: HeapSnapshot;
  readonly #chains: Chains;
  readonly #cases: readonly SuspectCase[];
  readonly #total: number;
  readonly #isGrowth: boolean;
  readonly #reloadOf: (holder: number) => Reload | undefined;
  readonly #words: PathWords;
  readonly #paths: HolderPaths;
  /** By holder, the stores of an AsyncLocalStorage that what it gained keeps. */
  readonly #stores: Map<number, ContextStores> = new Map();
  /** Of local variables that nothing else tells apart. */
  readonly #variables: ReadonlyMap<number, number> = new Map();
  readonly #scripts: ScriptNames;
  readonly #names: GainNames;
  readonly #bounds: Bounds;
  readonly #globals: ReadonlySet<number>;
  /** By the first object of a gain, the WeakMap that these are keys of. */
  readonly #weakMaps: ReadonlyMap<number, number>;
  /** By the first object of a gain, the function of the program that it serves. */
  readonly #served: Map<number, ServedFunction> = new Map();

  constructor(
    snapshot: HeapSnapshot,
    chains: Chains,
    cases: readonly SuspectCase[],
    total: number,
    isGrowth: boolean,
    reloadOf: (holder: number) => Reload | undefined = () => undefined,
  ) {
    this.#reloadOf = reloadOf;
    this.#snapshot = snapshot;
    this.#chains = chains;
    this.#cases = cases;
    this.#total = total;
    this.#isGrowth = isGrowth;
    this.#words = new PathWords(snapshot.graph, snapshot.retainers);
    const holders = cases.flatMap(({ holder, shared }) => [
      holder,
      ...shared.flatMap(({ others }) => others),
    ]);
    const gains = cases.flatMap((one) => gainsOfCase(one));
    this.#weakMaps = new Map([...keyedMaps(snapshot, gains)].map(([gain, map]) => [gain.samples[0]!, map]));
    this.#globals = globalObjects(snapshot.graph);
    for (const one of isGrowth ? cases : []) {
      const stores = contextStores(snapshot, gainsOfCase(one)[0]);
      if (stores !== undefined) this.#stores.set(one.holder, stores);
    }
    const storages = [...this.#stores.values()].flatMap(({ storage }) => storage ?? []);
    const properties = cases.flatMap((one) => this.#propertyOf(one) ?? []);
    this.#paths = new HolderPaths(snapshot, [
      ...holders,
      ...this.#weakMaps.values(),
      ...properties,
      ...storages,
    ]);
    this.#variables = variableNumbers(
      snapshot,
      cases.map(({ holder }) => holder),
      (holder) => this.#paths.pathTo(holder).text,
      (holder) => this.#fingerprint(holder),
    );
    this.#names = new GainNames(snapshot, gains);
    this.#bounds = new Bounds(snapshot);
    const objectEdges = new ObjectEdges(snapshot.graph);
    for (const gain of cases.flatMap((one) => gainsOfCase(one).slice(0, mostGains))) {
      const served = servedFunction(snapshot, objectEdges, gain);
      if (served !== undefined) this.#served.set(gain.samples[0]!, served);
    }
    this.#scripts = new ScriptNames(snapshot.graph, [
      ...gains.map(({ samples }) => samples[0]!),
      ...[...this.#served.values()].map(({ closure }) => closure),
    ]);
  }

  /** Those with most bytes first. */
  suspects(): LeakSuspect[] {
    const alike = alikeCases(this.#cases, ({ holder }) => this.#fingerprint(holder));
    const joined = joinListeners(
      alike,
      (holder) => this.#paths.pathTo(holder).text,
      (one) => gainsOfCase(one)[0],
    );
    return joined
      .map((one) => this.#suspect(one))
      .sort((a, b) => b.bytes + b.sharedBytes - (a.bytes + a.sharedBytes));
  }

  #fingerprint(holder: number, events?: readonly string[]): string {
    const { masked: path } = this.#paths.pathTo(holder);
    const number = this.#variables.get(holder) ?? 1;
    // Ports and times in keys are others in each run: `sockets["localhost:41035:"]`.
    const masked = path.replace(/\["[^"]*"\]/g, (key) => key.replace(/\d{4,}/g, '*'));
    const name =
      events === undefined
        ? `${masked}:${nodeWords(this.#snapshot, holder)}${this.#contents(masked, holder)}${number > 1 ? ` ${number}` : ''}`
        : `${listenersOf(masked)?.emitter ?? masked}:${[...events]
            .sort()
            .join()
            .replace(/\d{4,}/g, '*')}`;
    return createHash('sha1').update(name).digest('hex').slice(0, fingerprintLength);
  }

  /** Local variables of a function that runs have no names: what they hold tells them apart. */
  #contents(path: string, holder: number): string {
    return isOnStack(path) ? ` of ${mostlyHeld(this.#snapshot, holder)}` : '';
  }

  #suspect({ together: one, count: objects, events, signals = [] }: JoinedCases): LeakSuspect {
    const { graph, tree } = this.#snapshot;
    const { holder } = one;
    const { text: path, masked: maskedPath } = this.#paths.pathTo(holder);
    const className = nodeWords(this.#snapshot, holder);
    const chain = this.#chainFrom(holder);
    const owner = objects > 1 ? ownerOf(this.#snapshot, holder) : undefined;
    const bytesPerInterval = this.#isGrowth ? bytesOfCase(one) : [];
    const gains = gainsOfCase(one);
    const through = this.#mostBetween(gains[0]);
    const weakMap = gains[0] && this.#weakMapOf(gains[0]);
    const bound = this.#isGrowth ? this.#bounds.of(holder, gains) : undefined;
    const property = this.#propertyOf(one);
    const stores = this.#stores.get(holder);
    const sharedBytes = one.shared.reduce((sum, { gain }) => sum + steadyBytes(gain), 0);
    const others = new Set(
      [...signals, ...one.shared.flatMap((shared) => shared.others)].map(
        (other) => this.#paths.pathTo(other).text,
      ),
    );
    return {
      fingerprint: this.#fingerprint(holder, events),
      path: path || className,
      rawPath: this.#words.pathTo(holder),
      className,
      id: graph.nodes.ids[holder]!,
      objects,
      ...(owner !== undefined && { owner }),
      entries: chain?.length ?? this.#entriesOf(holder, className),
      ...(chain !== undefined && { chain }),
      ...(bound !== undefined && { bound }),
      ...(events !== undefined && { events: [...events].sort() }),
      retainedBytes: tree.retainedSizes[holder]!,
      bytes: one.bytes,
      bytesPerInterval,
      grownBytes: sumOfAll(bytesPerInterval),
      share: (one.bytes + sharedBytes) / this.#total,
      sharedBytes,
      sharedWith: [...others].slice(0, mostOthers),
      gains: gains.slice(0, mostGains).map((gain) => this.#gain(gain)),
      // The objects that it is about itself are told of above.
      through: objects > 1 && through?.name === className ? undefined : through,
      ...(weakMap !== undefined && { weakMap }),
      ...(stores !== undefined && {
        stores: {
          className: stores.className,
          storage: stores.storage === undefined ? undefined : this.#paths.pathTo(stores.storage).text,
        },
      }),
      fixIdea: fixIdea({
        hasStores: stores !== undefined,
        hasKeysOf: weakMap,
        className,
        maskedPath,
        gains: gains[0]?.name,
        isChain: chain !== undefined,
        isOnce: isOfOnce(gains),
        ...holderKind(this.#snapshot, holder),
        reload: this.#reloadOf(holder),
        part: this.#isGrowth ? partIdea(this.#snapshot, gains[0]) : undefined,
        property: property === undefined ? undefined : this.#paths.pathTo(property).text,
        events: events ?? (objects > 1 ? undefined : numberedEvent(path)),
      }),
    };
  }

  #entriesOf(holder: number, className: string): number {
    const { graph } = this.#snapshot;
    if (className === 'FixedQueue') return queueLength(this.#snapshot, holder);
    if (className !== timerListClass) return entryCount(graph, holder);
    return new TimerLists(graph, new ObjectEdges(graph)).timersIn(holder).length;
  }

  /** Where a global object is the holder, what one of its properties has; `undefined` where there are but names in the heap. */
  #propertyOf(one: SuspectCase): number | undefined {
    if (!this.#globals.has(one.holder)) return undefined;
    return gainsOfCase(one)
      .flatMap(({ samples }) => samples.at(-1) ?? [])
      .find((node) => this.#snapshot.tree.dominatorOf(node) === one.holder);
  }

  #weakMapOf({ samples }: Gain): string | undefined {
    const map = this.#weakMaps.get(samples[0]!);
    return map === undefined ? undefined : this.#paths.pathTo(map).text || 'WeakMap';
  }

  #chainFrom(holder: number): LinkedChain | undefined {
    const { order, places } = this.#snapshot.tree;
    const links = this.#chains.linksFrom(places[holder]!);
    return links && chainInWords(links, (one, other) => this.#paths.linkWords(order[one]!, order[other]!));
  }

  #gain(gain: Gain): SuspectGain {
    const bytes = sumOfAll(gain.bytes);
    const served = this.#served.get(gain.samples[0]!);
    const place = this.#scripts.placeOf(served?.closure ?? gain.samples[0]!);
    const name = this.#names.nameOf(gain);
    return { name, counts: gain.counts, bytes, ...(served && { serves: served.words }), place };
  }

  /** The class of older objects that most of a gain is in, and how many of these there are. */
  #mostBetween(gain: Gain | undefined): LeakSuspect['through'] {
    if (gain === undefined || gain.between.length < gain.samples.length / 2) return undefined;
    const byClass = new Map<string, Set<number>>();
    for (const node of gain.between) {
      const name = nodeWords(this.#snapshot, node);
      byClass.set(name, (byClass.get(name) ?? new Set()).add(node));
    }
    const [most] = [...byClass].sort(([, a], [, b]) => b.size - a.size);
    return most === undefined || most[1].size < 2 ? undefined : { name: most[0], count: most[1].size };
  }
}

/** The event of listeners, where it is a number, which leak ids and masked paths are without. */
function numberedEvent(path: string): string[] | undefined {
  const event = listenersOf(path)?.event;
  return event !== undefined && /^\d+$/.test(event) ? [event] : undefined;
}

/** Whether listeners are those that `events.once` adds, which nobody else can remove. */
function isOfOnce(gains: readonly Gain[]): boolean {
  const has = (name: string): boolean => gains.some((gain) => gain.name === `function ${name}`);
  return has('resolver') && has('errorListener');
}
