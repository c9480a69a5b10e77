/** V8's flags, and new contexts. */
export interface CollectionGate {
  setFlagsFromString(flags: string): void;
  runInNewContext(code: string): unknown;
}

/** What an {@link ExposedGc} needs of its process. Each default is this very process. */
export interface ExposedGcOptions {
  /** The options that Node was started with. @default process.execArgv */
  readonly execArgv?: readonly string[];
  /** Asked for when the first collection is wanted. @default node:v8 and node:vm */
  readonly openGate?: () => CollectionGate;
}

type Gc = (options?: { readonly type: 'minor' }) => void;

/** Why there is no collector. One sentence. */
interface Refusal {
  readonly refusal: string;
}

interface Opened {
  readonly gate: CollectionGate;
  readonly gc: Gc;
}

const freezing = /^--freeze[-_]flags[-_]after[-_]init$/;

/**
 * V8's `gc` without `--expose-gc`: the flag is set, `gc` is taken out of a new context, and the flag is put back, so
 * that nobody else's contexts get a `gc`. That is done once, when it is first wanted, and holds some 150 KB.
 *
 * Where flags were frozen at the start V8 ends the whole process on any attempt to set one, so none is made.
 */
export class ExposedGc {
  readonly #execArgv: readonly string[];
  readonly #openGate: () => CollectionGate;
  #state: Opened | Refusal | undefined;

  constructor({ execArgv = process.execArgv, openGate = openGateOfNode }: ExposedGcOptions = {}) {
    this.#execArgv = execArgv;
    this.#openGate = openGate;
  }

  /** Why there is none, in one sentence; `undefined` where there is one. */
  get refusal(): string | undefined {
    const state = this.#open();
    return 'gc' in state ? undefined : state.refusal;
  }

  /** Makes a full collection where there is a collector, since that is what no argument means on Node 20, 22 and 24. */
  collect(): void {
    const state = this.#open();
    if ('gc' in state) state.gc();
  }

  /**
   * Makes a minor collection, with a flag of V8 that is off otherwise on for the time of it. Throws what V8 throws; the
   * flag is off then as well.
   */
  collectMinor(flag: string): void {
    const state = this.#open();
    if (!('gc' in state)) return;
    const { gate, gc } = state;
    gate.setFlagsFromString(`--${flag}`);
    try {
      gc({ type: 'minor' });
    } finally {
      gate.setFlagsFromString(`--no-${flag}`);
    }
  }

  /** Sets a flag of V8 that is on or off; does nothing where flags must not be touched. */
  setFlag(flag: string, on: boolean): void {
    const state = this.#open();
    if ('gc' in state) state.gate.setFlagsFromString(on ? `--${flag}` : `--no-${flag}`);
  }

  #open(): Opened | Refusal {
    this.#state ??= this.#opened();
    return this.#state;
  }

  #opened(): Opened | Refusal {
    if (this.#execArgv.some((option) => freezing.test(option))) {
      return { refusal: 'V8 was started with --freeze-flags-after-init.' };
    }
    try {
      const gate = this.#openGate();
      const gc = exposedGc(gate);
      if (typeof gc === 'function') return { gate, gc: gc as Gc };
      return { refusal: 'V8 does not expose its collector.' };
    } catch (error) {
      return {
        refusal: `V8 does not expose its collector: ${error instanceof Error ? error.message : error}.`,
      };
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

function openGateOfNode(): CollectionGate {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  const { runInNewContext } = process.getBuiltinModule('node:vm');
  return { setFlagsFromString, runInNewContext };
}
