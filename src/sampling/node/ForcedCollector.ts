import type { Collection, Collector, GentleCollection } from '../Collector.ts';
import { GentleCollector } from './GentleCollector.ts';

/** V8's flags, and new contexts, for the time that it takes to get at `gc`. */
export interface CollectionGate {
  setFlagsFromString(flags: string): void;
  runInNewContext(code: string): unknown;
}

/** What a {@link ForcedCollector} needs of its process. Each default is this very process. */
export interface ForcedCollectorOptions {
  /** The options that Node was started with. @default process.execArgv */
  readonly execArgv?: readonly string[];
  /** Asked for when the first collection is wanted. @default node:v8 and node:vm */
  readonly openGate?: () => CollectionGate;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
  /** CPU time of the process so far, in milliseconds. @default process.cpuUsage */
  readonly cpuTime?: () => number;
  /** Asks for collections in small steps. @default V8's, by measuring memory */
  readonly gentle?: Pick<GentleCollector, 'collect'>;
}

type EventLoopUse = ReturnType<typeof performance.eventLoopUtilization>;

const freezing = /^--freeze[-_]flags[-_]after[-_]init$/;
const steadyNow: () => number = performance.now.bind(performance);
const eventLoopUse = performance.eventLoopUtilization.bind(performance);

/**
 * Forces full collections without `--expose-gc`: the flag is set, `gc` is taken out of a new context, and the flag is
 * put back, so that nobody else's contexts get a `gc`. That is done once, when the first collection is wanted, and
 * holds some 150 KB. `gc` is called without an argument, since that alone is a full collection on Node 20, 22 and 24.
 *
 * Where flags were frozen at the start V8 ends the whole process on any attempt to set one, so none is made.
 */
export class ForcedCollector implements Collector {
  readonly #execArgv: readonly string[];
  readonly #openGate: () => CollectionGate;
  readonly #now: () => number;
  readonly #cpuTime: () => number;
  readonly #gentle: Pick<GentleCollector, 'collect'>;
  #gc: (() => void) | undefined;
  #refusal: string | undefined;
  #lastUse: EventLoopUse = eventLoopUse();

  constructor({
    execArgv = process.execArgv,
    openGate = openGateOfNode,
    now = steadyNow,
    cpuTime = cpuTimeOfProcess,
    gentle = new GentleCollector({ execArgv }),
  }: ForcedCollectorOptions = {}) {
    this.#execArgv = execArgv;
    this.#openGate = openGate;
    this.#now = now;
    this.#cpuTime = cpuTime;
    this.#gentle = gentle;
  }

  collect(): Collection {
    if (this.#gc === undefined && this.#refusal === undefined) this.#prepare();
    if (this.#gc === undefined) return { performed: false, reason: this.#refusal as string };
    const cpuBegin = this.#cpuTime();
    const begin = this.#now();
    this.#gc();
    return { performed: true, pauseMs: this.#now() - begin, cpuMs: this.#cpuTime() - cpuBegin };
  }

  collectGently(): GentleCollection {
    return this.#gentle.collect();
  }

  loopUse(): number {
    const use = eventLoopUse();
    const { utilization } = eventLoopUse(use, this.#lastUse);
    this.#lastUse = use;
    return utilization;
  }

  #prepare(): void {
    if (this.#execArgv.some((option) => freezing.test(option))) {
      this.#refusal = 'V8 was started with --freeze-flags-after-init.';
      return;
    }
    try {
      const gc = exposedGc(this.#openGate());
      if (typeof gc === 'function') this.#gc = gc as () => void;
      else this.#refusal = 'V8 does not expose its collector.';
    } catch (error) {
      this.#refusal = `V8 does not expose its collector: ${error instanceof Error ? error.message : error}.`;
    }
  }
}

/** The flag of a process that was started with it is left as it is. */
function exposedGc(gate: CollectionGate): unknown {
  const given = gate.runInNewContext('globalThis.gc');
  if (given !== undefined) return given;
  gate.setFlagsFromString('--expose-gc');
  try {
    return gate.runInNewContext('globalThis.gc');
  } finally {
    gate.setFlagsFromString('--no-expose-gc');
  }
}

function cpuTimeOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function openGateOfNode(): CollectionGate {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  const { runInNewContext } = process.getBuiltinModule('node:vm');
  return { setFlagsFromString, runInNewContext };
}
