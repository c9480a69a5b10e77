import type { AllocationSampler, TakenProfile } from '../AllocationSampler.ts';
import type { HeapProfile } from '../InspectorSession.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import { ownFolder } from '../ownFolder.ts';
import { SiteLabels } from '../SiteLabels.ts';
import type { AllocationProfile } from './AllocationProfile.ts';

interface Running {
  readonly startedAt: number;
  readonly began: number;
  /** Place in the order of allocations. */
  readonly after: number;
  /** A sampler that was stopped and started anew counts from 1 again. */
  readonly samplerRun: number;
}

/** The live samples of one profile. */
export interface TakenSamples extends Pick<AllocationProfile, 'startedAt' | 'durationMs' | 'intervalBytes'> {
  readonly performed: true;
  readonly profile: HeapProfile;
  /** Samples up to this place in the order of allocations are older than the profile. */
  readonly after: number;
}

/** What came of asking for a profile to be started. */
export type ProfileStart = { readonly performed: true; readonly id: string } | NotPerformed;

const mostProfiles = 100;
const stopped: NotPerformed = {
  performed: false,
  reason: 'The allocation sampler was stopped by somebody else meanwhile, and what it knew is lost.',
};

/**
 * Allocation profiles that overlap as they like, over the one sampler that V8 has. It runs as long as anybody here wants
 * it; one that somebody else has started is shared, at its interval, and left running.
 */
export class AllocationProfiler {
  readonly #sampler: AllocationSampler;
  readonly #intervalBytes: number;
  readonly #time: () => number;
  readonly #steady: () => number;
  readonly #labels: SiteLabels = new SiteLabels();
  readonly #running: Map<string, Running> = new Map();
  readonly #ownFolder: string | undefined = ownFolder();
  #samplerRun = 0;

  constructor(sampler: AllocationSampler, intervalBytes: number, time: () => number, steady: () => number) {
    this.#sampler = sampler;
    this.#intervalBytes = intervalBytes;
    this.#time = time;
    this.#steady = steady;
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  /** Begins a profile. Where the sampler runs already, that takes a look at it, which is a full collection. */
  start(id: string): ProfileStart {
    if (this.#running.size >= mostProfiles) {
      return { performed: false, reason: `${mostProfiles} profiles are running already.` };
    }
    const fresh = !this.#sampler.running;
    const taken = fresh ? this.#sampler.start(this.#intervalBytes) : this.#sampler.take();
    if (!this.#sampler.running) return this.#notSampled();
    if (fresh) this.#samplerRun++;
    const after = newestOrdinal(taken);
    this.#running.set(id, {
      startedAt: this.#time(),
      began: this.#steady(),
      after,
      samplerRun: this.#samplerRun,
    });
    return { performed: true, id };
  }

  /** The samples that are alive; `undefined` for a profile that is not running. */
  take(id: string): TakenSamples | NotPerformed | undefined {
    const running = this.#running.get(id);
    if (running === undefined) return undefined;
    const taken = this.#sampler.take();
    if (taken === undefined) return this.#notSampled();
    if (running.samplerRun !== this.#samplerRun || newestOrdinal(taken) < running.after) return stopped;
    return {
      performed: true,
      profile: taken.profile,
      after: running.after,
      startedAt: running.startedAt,
      durationMs: this.#steady() - running.began,
      intervalBytes: this.#sampler.shared ? undefined : this.#intervalBytes,
    };
  }

  /** What was allocated since the start, and is alive; the profile goes on. `undefined` for one that is not running. */
  async read(id: string): Promise<AllocationProfile | NotPerformed | undefined> {
    const taken = this.take(id);
    if (!taken?.performed) return taken;
    const { profile, after, ...facts } = taken;
    const { buildTree } = await import('./buildProfile.ts');
    return { ...facts, id, ...(await buildTree(profile, this.#labels, after, this.#ownFolder)) };
  }

  /** Ends a profile, and tells of it. The sampler ends with the last one. */
  async stop(id: string): Promise<AllocationProfile | NotPerformed | undefined> {
    const reading = this.read(id);
    this.release(id);
    return reading;
  }

  /** Ends a profile without a look. */
  release(id: string): void {
    this.#running.delete(id);
    if (this.#running.size === 0) this.#sampler.stop();
  }

  /** Ends all of them. */
  dispose(): void {
    this.#running.clear();
    this.#sampler.stop();
  }

  #notSampled(): NotPerformed {
    return { performed: false, reason: this.#sampler.problem ?? 'No allocations are sampled.' };
  }
}

function newestOrdinal(taken: TakenProfile | undefined): number {
  return taken?.profile.samples.reduce((newest, { ordinal }) => Math.max(newest, ordinal), 0) ?? 0;
}
