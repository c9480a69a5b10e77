import type {
  AllocationProfiler,
  ProfileStart,
  TakenSamples,
} from '../allocation-profile/AllocationProfiler.ts';
import type { CallFrame } from '../InspectorSession.ts';
import { liveAllocations } from '../liveAllocations.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import { ownFolder } from '../ownFolder.ts';
import { SiteLabels } from '../SiteLabels.ts';
import type { LiveSites, SiteBytes } from './ProfilerSnapshot.ts';

const mostSites = 50;
/** No id that anybody may give: those are not empty. */
const profileId = '';

/** Samples allocations from the first look on, and tells by site what of it is alive. */
export class SiteSampling {
  readonly #profiler: AllocationProfiler;
  readonly #labels: SiteLabels = new SiteLabels();
  readonly #ownFolder: string | undefined = ownFolder();

  constructor(profiler: AllocationProfiler) {
    this.#profiler = profiler;
  }

  get running(): boolean {
    return this.#profiler.has(profileId);
  }

  /** Begins to sample, if that has not been done. */
  #start(): ProfileStart {
    return this.#profiler.has(profileId)
      ? { performed: true, id: profileId }
      : this.#profiler.start(profileId);
  }

  /** Who allocated what is alive. The first look begins to sample, and finds next to nothing. */
  async look(): Promise<LiveSites | NotPerformed> {
    const started = this.#start();
    if (!started.performed) return started;
    const taken = this.#profiler.take(profileId) as TakenSamples | NotPerformed;
    if (!taken.performed) {
      this.stop();
      return taken;
    }
    return { performed: true, since: taken.startedAt, ...(await this.#sums(taken)) };
  }

  /** Ends a profile, and tells by site what was allocated during it and is alive. */
  async endPeriod(id: string): Promise<readonly SiteBytes[] | NotPerformed> {
    const taken = this.#profiler.take(id);
    this.#profiler.release(id);
    if (taken === undefined) return { performed: false, reason: 'Sampling was ended meanwhile.' };
    return taken.performed ? (await this.#sums(taken)).sites : taken;
  }

  /** Ends sampling, as far as it was for this. */
  stop(): void {
    this.#profiler.release(profileId);
  }

  async #sums({ profile, after }: TakenSamples): Promise<Pick<LiveSites, 'liveBytes' | 'sites'>> {
    const sums = new Map<string, { bytes: number; samples: number }>();
    const { allocations, frames } = liveAllocations(profile, this.#ownFolder);
    let liveBytes = 0;
    for (const { site = '', bytes, ordinal } of allocations) {
      if (ordinal <= after) continue;
      const sum = sums.get(site) ?? { bytes: 0, samples: 0 };
      sum.bytes += bytes;
      sum.samples++;
      sums.set(site, sum);
      liveBytes += bytes;
    }
    const largest = [...sums].sort(([, one], [, other]) => other.bytes - one.bytes).slice(0, mostSites);
    return { liveBytes, sites: await this.#named(largest, frames) };
  }

  async #named(
    sums: readonly (readonly [string, { readonly bytes: number; readonly samples: number }])[],
    frames: ReadonlyMap<string, CallFrame>,
  ): Promise<SiteBytes[]> {
    const wanted = new Map(
      sums.flatMap(([site]) => {
        const frame = frames.get(site);
        return frame ? [[site, frame] as const] : [];
      }),
    );
    const labels = await this.#labels.of(wanted);
    return sums.map(([site, sum]) => ({ ...(labels.get(site) ?? nameless), ...sum }));
  }
}

/** What Node allocates by itself. */
const nameless = { function: '(no function of a file)', file: '', line: 0, package: undefined };
