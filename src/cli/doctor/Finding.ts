/** `problem`: memory will end it, or nothing would be told of it. `warning`: likely to hurt. `advice`: would be better. */
export type Severity = 'problem' | 'warning' | 'advice' | 'fine';

/** What is to be added, and where. */
export interface Remedy {
  /** The exact lines. */
  readonly lines: readonly string[];
  /** `in the environment of the application`. */
  readonly where: string;
}

/** One thing that the doctor has to say. */
export interface Finding {
  /** Stable, for programs: `heap-exceeds-container`. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** Why that is so, and what comes of it. Empty for what is fine. */
  readonly reasons: readonly string[];
  /** Options of Node that mend it; all findings' together make one line. */
  readonly options?: readonly string[];
  /** What else mends it. */
  readonly remedy?: Remedy;
}
