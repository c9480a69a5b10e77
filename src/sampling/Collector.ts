/** What came of asking for a full collection. */
export type Collection =
  | {
      readonly performed: true;
      /** How long the thread stood still, in milliseconds. */
      readonly pauseMs: number;
      /** CPU time that the process used meanwhile, in milliseconds: less than the pause on a machine that is busy with others. */
      readonly cpuMs: number;
    }
  | {
      readonly performed: false;
      /** One sentence. */
      readonly reason: string;
    };

/** What came of starting a gentle collection. */
export type GentleCollection =
  | {
      readonly requested: true;
      /** How long the thread stood still to start it, in milliseconds. Its reading comes within seconds, like any other. */
      readonly pauseMs: number;
    }
  | {
      readonly requested: false;
      /** One sentence. */
      readonly reason: string;
    };

/** Forces full collections where a source can. */
export interface Collector {
  /** Collects all garbage of this thread, which stands still for it. Never throws. */
  collect(): Collection;
  /**
   * Starts a major collection in small steps, most of it beside the thread: a hundredth to a tenth of the pause as a
   * rule, and the same reading, a little later. Absent where the platform has no way. Never throws.
   *
   * @param onEnd hears how long the thread stood still at its end, in milliseconds
   */
  collectGently?(onEnd?: (pauseMs: number) => void): GentleCollection;
  /**
   * Starts a major collection likewise, and calls back when it is nearly done, for what forces a collection by itself:
   * that takes up this one, and stands still for the rest of it. Absent where the platform has no way. Never throws.
   *
   * @param onMarked is called once, within some seconds, unless V8 has ended the collection before
   * @param onEnd hears how long the thread stood still at its end, in milliseconds, where V8 has
   */
  markGently?(onMarked: () => void, onEnd?: (pauseMs: number) => void): GentleCollection;
  /**
   * Collects all garbage and gives the pages that become free back to the system. The thread stands still for about twice
   * as long as for `collect`, soon after the call. Absent where the platform has no way. Never rejects.
   */
  compact?(): Promise<Collection>;
  /** Share of the time since the last call for which the event loop was busy, 0 to 1. */
  loopUse(): number;
}
