import { foreignSampler } from './foreignSampler.ts';
import { type HeapProfile, type InspectorSession, openSession } from './InspectorSession.ts';

const kilobyte = 1024;
const finestInterval = 32 * kilobyte;
const coarsestInterval = 256 * kilobyte;
const samplesPerSecond = 200;

/** The sampling interval in bytes for so many bytes allocated a second: 200 samples a second, between 32 KB and 256 KB. */
export function samplingInterval(allocatedBytesPerSecond: number): number {
  return Math.round(
    Math.min(coarsestInterval, Math.max(finestInterval, allocatedBytesPerSecond / samplesPerSecond)),
  );
}

/** One profile, and what came first. */
export interface TakenProfile {
  readonly profile: HeapProfile;
  /** Whether a major collection is known to have come first, as it does with a sampler of our own. */
  readonly collected: boolean;
}

/** What an {@link AllocationSampler} works with. */
export interface AllocationSamplerOptions {
  /** Opens a session with the inspector of this thread. @default node:inspector, loaded when it is needed */
  readonly session?: (() => InspectorSession) | undefined;
  /** Names a loaded profiler that wants the sampler for itself. @default looks for `@datadog/pprof` and its kin */
  readonly foreign?: (() => string | undefined) | undefined;
}

/** Sessions of samplers that became somebody else's: to close one would stop theirs. */
const abandoned = new Set<InspectorSession>();

/**
 * V8's sampling heap profiler, of which a thread has one. Whoever starts it a second time changes nothing, and whoever
 * stops it stops it for all. So a sampler that runs already is shared and left running. Nothing here throws.
 */
export class AllocationSampler {
  readonly #openSession: () => InspectorSession;
  readonly #foreign: () => string | undefined;
  #session: InspectorSession | undefined;
  #owned = false;
  #problem: string | undefined;

  constructor({ session = openSession, foreign = foreignSampler }: AllocationSamplerOptions = {}) {
    this.#openSession = session;
    this.#foreign = foreign;
  }

  get running(): boolean {
    return this.#session !== undefined;
  }

  /** Whether the sampler that runs was started by somebody else. */
  get shared(): boolean {
    return this.running && !this.#owned;
  }

  /** One sentence: why nothing is sampled; `undefined` while it is, and before it was tried. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Starts sampling, or joins the sampler that runs. Joining takes a profile, which is returned, because that is how one
   * learns that there is a sampler; everything in it is older than this moment.
   */
  start(intervalBytes: number): TakenProfile | undefined {
    if (this.#session !== undefined) return undefined;
    this.#problem = undefined;
    try {
      const session = this.#openSession();
      session.connect();
      this.#session = session;
    } catch (error) {
      this.#problem = `The inspector of this process cannot be used: ${(error as Error).message}`;
      return undefined;
    }
    this.#owned = false;
    const running = this.#profile();
    if (running === undefined) this.#startOwn(intervalBytes);
    return running;
  }

  /** The profile of what is alive now; `undefined` when nothing is sampled, or no more: then this one has stopped, too. */
  take(): TakenProfile | undefined {
    if (this.#session === undefined) return undefined;
    const taken = this.#profile();
    if (taken !== undefined) return taken;
    this.#problem = 'Somebody else has stopped the allocation sampler.';
    this.stop();
    return undefined;
  }

  /** Leaves the sampler to others: it turned out to be theirs by now. It goes on, and is not stopped any more. */
  disown(): void {
    if (this.#session !== undefined && this.#owned) abandoned.add(this.#session);
    this.#owned = false;
  }

  /** Stops the sampler if it is ours, and lets go of the inspector. */
  stop(): void {
    const session = this.#session;
    if (session === undefined) return;
    if (this.#owned) this.#post('HeapProfiler.stopSampling');
    this.#session = undefined;
    this.#owned = false;
    if (!abandoned.has(session)) close(session);
  }

  #profile(): TakenProfile | undefined {
    const profile = this.#post('HeapProfiler.getSamplingProfile')?.profile;
    return profile && { profile, collected: this.#owned };
  }

  #startOwn(intervalBytes: number): void {
    const foreign = this.#foreign();
    if (foreign !== undefined) {
      this.#problem = `${foreign} is loaded, which wants the allocation sampler for itself.`;
    } else if (this.#post('HeapProfiler.startSampling', { samplingInterval: intervalBytes })) {
      this.#owned = true;
      return;
    } else {
      this.#problem = 'V8 did not start its allocation sampler.';
    }
    this.stop();
  }

  #post(method: string, parameters: object = {}): { readonly profile?: HeapProfile } | undefined {
    let answer: { readonly profile?: HeapProfile } | undefined;
    try {
      this.#session?.post(method, parameters, (error, result) => {
        if (!error) answer = result ?? {};
      });
    } catch {
      return undefined;
    }
    return answer;
  }
}

function close(session: InspectorSession): void {
  try {
    session.disconnect();
  } catch {
    // It was closed already, which is what is wanted.
  }
}
