/** Where a level begins: a share of the limit above 0 and at most 1, or bytes from 1 MiB on; `null` turns the level off. */
export interface ThresholdPair {
  readonly warning: number | null;
  readonly critical: number | null;
}

/** The whole configuration, every default filled in. Durations in milliseconds, sizes in bytes. */
export interface Configuration {
  /** `false` turns everything off. */
  readonly enabled: boolean;
  /** What the process is called in the dashboard; the script's base name where it is `undefined`. */
  readonly name: string | undefined;
  /** Port of the dashboard; 0 = any free one; `undefined` = no server in this process. */
  readonly port: number | undefined;
  /** Address that the dashboard listens on. */
  readonly host: string;
  /** What is wanted for everything there, where one is given; `undefined` = a new one at each start, for what acts. */
  readonly token: string | undefined;
  readonly sampling: {
    /** Milliseconds between two samples. */
    readonly interval: number;
    /** Samples kept at full resolution. */
    readonly historySize: number;
  };
  readonly thresholds: {
    /** Old generation against its real limit. */
    readonly heap: ThresholdPair;
    /** Resident set size; a share is one of the container's limit, or of the host's memory where there is none. */
    readonly rss: ThresholdPair;
    /** Container usage against the container's limit. */
    readonly container: ThresholdPair;
    /** Host memory in use against what the host has. */
    readonly host: ThresholdPair;
    /** How far below a threshold the value must fall to count as recovered, as a share of the threshold. */
    readonly hysteresis: number;
    /** How long the value must stay beyond a threshold before the crossing counts, in milliseconds. */
    readonly dwell: number;
  };
  readonly leakDetection: {
    readonly enabled: boolean;
    readonly sensitivity: 'low' | 'medium' | 'high';
    /** Readings looked at, at most. A verdict never waits for a full window. */
    readonly windowSize: number;
    /** Growth per day that is worth a word, as a share of the live size. */
    readonly growthThreshold: number;
    /** For how long growth must last, in milliseconds, to be confirmed where not all bounded holders are declared. */
    readonly confirmAfter: number;
    /** All bounded holders are declared: what grows beyond them is a leak, and is confirmed within minutes. */
    readonly holdersDeclared: boolean;
    /** Heap snapshots taken to name the holder of what grows, while a leak of the heap is suspected. */
    readonly snapshots: {
      readonly enabled: boolean;
      /** Time between two of them, in milliseconds. */
      readonly interval: number;
      /** None is taken for which the thread may stand still for longer, in milliseconds. */
      readonly maxPause: number;
    };
  };
  /** Major collections forced to get readings of the live size where there are too few. */
  readonly probes: {
    readonly mode: 'off' | 'eco' | 'standard' | 'prompt';
    /** No probe is made whose pause would be longer, in milliseconds. */
    readonly maxPause: number;
    /** Heaps for which a probe would pause for long are read by collections that V8 makes in small steps. */
    readonly gentle: boolean;
  };
  /** What is counted as work, so that a leak can be told per unit of it. */
  readonly work: {
    /** What a unit that `recordWork` counts is called. */
    readonly unit: string;
    /** Whether HTTP requests are counted where nothing is recorded. */
    readonly requests: boolean;
  };
  /** What is done about memory pressure. */
  readonly automaticResponse: {
    readonly enabled: boolean;
    /** Only says what would be done. */
    readonly dryRun: boolean;
    /** No collection is made whose pause would be longer, in milliseconds. */
    readonly maxPause: number;
    readonly cachePruning: {
      readonly warning: 'none' | 'normal' | 'aggressive';
      readonly critical: 'none' | 'normal' | 'aggressive';
    };
    readonly gcTrigger: { readonly warning: boolean; readonly critical: boolean };
  };
  /** Replacing workers, or the whole process under `tidemark run --restart`, before memory ends them. */
  readonly recycling: {
    /** Whether the workers of this process are replaced; `tidemark run --restart` does not ask for it. */
    readonly enabled: boolean;
    /** Replacements begun within an hour, at most. */
    readonly maxPerHour: number;
    /** Replacements under way at a time, at most. */
    readonly maxAtOnce: number;
    /** What has lived for less, in milliseconds, is not replaced. */
    readonly minAge: number;
    /** How long the old one may take to finish its work before it is ended, in milliseconds. */
    readonly grace: number;
    /** How long the new one may take to serve, in milliseconds. */
    readonly startTimeout: number;
    /** What has time waits up to so many milliseconds, by chance, so that not all go at once. */
    readonly jitter: number;
  };
  /** The flight recorder: a file of fixed size that outlives the process. */
  readonly recorder: {
    readonly enabled: boolean;
    /** Where the files are; `undefined` = a folder of the user's in the system's one for temporary files. */
    readonly directory: string | undefined;
    /** Bytes of one process's file. */
    readonly fileBytes: number;
    /** Bytes of all files in the directory. */
    readonly maxBytes: number;
  };
  /** A thread that sees the main thread even when that is blocked. */
  readonly watchdog: {
    readonly enabled: boolean;
    /** Milliseconds for which the event loop must stand still. */
    readonly blockedAfter: number;
  };
}

/** Any part of a configuration, at any depth; numbers also as text with a unit: `'5s'`, `'512MB'`, `'80%'`. */
export type PartialConfiguration = Given<Configuration>;

type Given<Value> = Value extends number
  ? Value | string
  : Value extends object
    ? { readonly [Key in keyof Value]?: Given<Value[Key]> | undefined }
    : Value;
