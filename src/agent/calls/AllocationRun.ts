import { AllocationSampler } from '../../profiling/AllocationSampler.ts';
import { AllocationProfiler } from '../../profiling/allocation-profile/AllocationProfiler.ts';
import type { AllocationSampling, ProcessAnswer } from '../../wire/call.ts';
import { wireFrames } from './wireFrames.ts';

/** Calls back once after a while, without keeping the process alive. Returns a function that calls it off. */
type Schedule = (callback: () => void, delayMs: number) => () => void;

/** What an {@link AllocationRun} works with. Each default is this thread. */
export interface AllocationRunOptions {
  readonly profiler?: Pick<AllocationProfiler, 'start' | 'read' | 'release'>;
  readonly schedule?: Schedule;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** As MemoryProfiler: fine enough to see what keeps a few MB, coarse enough to cost little. */
const intervalBytes = 64 * 1024;
/** A page that was closed does not say so. */
const endsAfterMs = 10 * 60_000;
const id = 'dashboard';

/** Sampling of allocations for whoever looks at a dashboard; it ends by itself where nobody does any more. */
export class AllocationRun {
  readonly #profiler: Pick<AllocationProfiler, 'start' | 'read' | 'release'>;
  readonly #schedule: Schedule;
  readonly #now: () => number;
  #startedAt: number | undefined;
  #callOffEnd: (() => void) | undefined;

  constructor({
    profiler = ownProfiler(),
    schedule = unrefTimeout,
    now = Date.now,
  }: AllocationRunOptions = {}) {
    this.#profiler = profiler;
    this.#schedule = schedule;
    this.#now = now;
  }

  /** `undefined` while nothing is sampled. */
  get sampling(): AllocationSampling | undefined {
    return this.#startedAt === undefined ? undefined : { startedAt: this.#startedAt, endsAfterMs };
  }

  async run(what: 'start' | 'read' | 'stop'): Promise<ProcessAnswer> {
    if (what === 'stop') {
      this.stop();
      return { type: 'sampling', sampling: { startedAt: undefined, endsAfterMs } };
    }
    return what === 'start' ? this.#start() : this.#read();
  }

  stop(): void {
    this.#callOffEnd?.();
    if (this.#startedAt !== undefined) this.#profiler.release(id);
    this.#startedAt = undefined;
  }

  #start(): ProcessAnswer {
    if (this.#startedAt === undefined) {
      const started = this.#profiler.start(id);
      if (!started.performed) return { type: 'refused', reason: started.reason };
      this.#startedAt = this.#now();
    }
    this.#prolong();
    return { type: 'sampling', sampling: { startedAt: this.#startedAt, endsAfterMs } };
  }

  async #read(): Promise<ProcessAnswer> {
    if (this.#startedAt === undefined) return { type: 'refused', reason: 'No allocations are sampled.' };
    this.#prolong();
    const profile = await this.#profiler.read(id);
    if (!profile?.performed) {
      this.stop();
      return { type: 'refused', reason: profile?.reason ?? 'No allocations are sampled.' };
    }
    const { startedAt, intervalBytes: interval, liveBytes, samples, root } = profile;
    const time = this.#now();
    return {
      type: 'allocations',
      allocations: { startedAt, time, intervalBytes: interval, liveBytes, samples, root: wireFrames(root) },
    };
  }

  #prolong(): void {
    this.#callOffEnd?.();
    this.#callOffEnd = this.#schedule(() => this.stop(), endsAfterMs);
  }
}

function ownProfiler(): AllocationProfiler {
  const steady = performance.now.bind(performance);
  return new AllocationProfiler(new AllocationSampler(), intervalBytes, Date.now, steady);
}

function unrefTimeout(callback: () => void, delayMs: number): () => void {
  const timeout = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timeout);
}
