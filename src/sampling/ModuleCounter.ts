/** Counts the modules that a process has loaded. */
export interface ModuleCounter {
  /**
   * Distinct modules loaded so far. Never less than before: loading a file again does not count. Takes time and garbage in
   * proportion to it, 0.4 ms and 90 KB for five thousand, so that nobody should ask more often than each 10 s. Never throws.
   */
  loaded(): number;
  /** Ends it. */
  close(): void;
}
