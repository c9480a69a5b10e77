/** What of a program's memory grows. */
export type GrowingMemory = 'heap' | 'external' | 'native' | 'worker' | 'handle';

/** Which row of the results a leaking program belongs to. */
export type LeakGroup = 'steady' | 'late' | 'swinging' | 'large' | 'slow';

/** The mistake in a program. */
export interface CorpusLeak {
  readonly group: LeakGroup;
  readonly memory: GrowingMemory;
  /** What grows along with it, and is no wrong answer. */
  readonly alsoGrows?: GrowingMemory;
  /** What the program aims at while the mistake is being made. */
  readonly bytesPerSecond: number;
  /** Second of the program's life at which it begins. */
  readonly onsetSecond: number;
  /**
   * Packages and functions that a person would accept as the cause; one of them should be among the first three sites.
   * `file:line` is a function without a name that does nothing but call the cause: V8 blames it for what it inlines.
   */
  readonly guilty: readonly string[];
}

/** One real Node program: what it does and whether it leaks. */
export interface CorpusProgram {
  readonly name: string;
  /** File below programs/, without its extension. */
  readonly file: string;
  /** The npm packages that it uses. */
  readonly packages: readonly string[];
  /** Units of work a second, on average. */
  readonly perSecond: number;
  /** Absent where the program is healthy. */
  readonly leak?: CorpusLeak;
  /** Whether it is the repaired twin of a leaking program. */
  readonly repaired?: true;
  /** Period of a load that swings between a tenth of its mean and nearly the double; absent where it is even. */
  readonly swingSeconds?: number;
  /** Further `CORPUS_*` variables, which the program itself explains. */
  readonly settings?: Readonly<Record<string, number>>;
  /** Why it was missed or accused without reason in the published run, as found by looking at it. */
  readonly note?: string;
}

/** The variables from which a program takes its load. */
export function programSettings({
  perSecond,
  leak,
  repaired,
  swingSeconds,
  settings = {},
}: CorpusProgram): Record<string, string> {
  const known = {
    PER_SECOND: perSecond,
    BYTES_PER_SECOND: leak?.bytesPerSecond,
    ONSET_SECONDS: leak?.onsetSecond,
    REPAIRED: repaired ? 1 : undefined,
    SWING_SECONDS: swingSeconds,
    ...settings,
  };
  return Object.fromEntries(
    Object.entries(known)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`CORPUS_${name}`, String(value)]),
  );
}
