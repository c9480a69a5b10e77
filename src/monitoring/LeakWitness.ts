import type { ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import type { OpenResources } from '../sampling/ResourceCounter.ts';

/**
 * Hears all that verdicts on leaks come from, besides the samples and what is declared: who writes it down can go through
 * every verdict again, with other settings or with a newer detector.
 */
export interface LeakWitness {
  /** A reading of the live size, whatever made the collection. */
  addReading(reading: LiveReading): void;
  /** A look at the sampled allocations. */
  addSiteLook(look: SiteLook): void;
  /** The sites of the last look, once they have names. */
  setSites(sites: readonly ObservedSite[]): void;
  /** What was open. */
  addResources(resources: readonly OpenResources[]): void;
  /** The share of the time since the sample before in which the event loop was busy. */
  addLoopUse(time: number, use: number): void;
  /** How many distinct modules had been loaded. */
  addModules(loaded: number): void;
}
