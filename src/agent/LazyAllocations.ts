import type { AllocationObserver, ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import { loadCode } from './loadCode.ts';

type Load = () => Promise<AllocationObserver>;

/** Names sites, with code that is loaded when somebody wants to know, which is never in most processes. */
export class LazyAllocations implements AllocationObserver {
  readonly #load: Load;
  #observer: AllocationObserver | undefined;
  #loading = false;
  #problem: string | undefined;

  /** @param load @default an `AllocationSites` of this thread */
  constructor(load: Load = loadAllocationSites) {
    this.#load = load;
  }

  get problem(): string | undefined {
    return this.#observer?.problem ?? this.#problem;
  }

  /** `false` without a {@link problem} until the code is there; asked again then, it begins. */
  start(allocatedBytesPerSecond?: number): boolean {
    if (this.#observer !== undefined) return this.#observer.start(allocatedBytesPerSecond);
    if (!this.#loading) void this.#loadOnce();
    return false;
  }

  look(): SiteLook | undefined {
    return this.#observer?.look();
  }

  async sites(): Promise<readonly ObservedSite[]> {
    return this.#observer === undefined ? [] : await this.#observer.sites();
  }

  stop(): void {
    this.#observer?.stop();
  }

  async #loadOnce(): Promise<void> {
    this.#loading = true;
    this.#problem = undefined;
    try {
      this.#observer = await this.#load();
    } catch (error) {
      this.#problem = `The code that names sites cannot be loaded: ${error instanceof Error ? error.message : error}.`;
    } finally {
      this.#loading = false;
    }
  }
}

async function loadAllocationSites(): Promise<AllocationObserver> {
  const { AllocationSites } = await loadCode(() => import('../profiling/AllocationSites.ts'));
  return new AllocationSites();
}
