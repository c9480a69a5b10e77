import type { ObservedSite, SiteLook } from '../../sampling/AllocationObserver.ts';
import type { AllocationSite } from '../../wire/event.ts';
import type { DeclaredHolders } from '../holders/Holder.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import { boundedCacheOf } from './boundedCacheOf.ts';
import { KeptAllocations } from './KeptAllocations.ts';
import { OldSurvivors } from './OldSurvivors.ts';

/** What the sampled allocations say of growth. */
export type SiteOpinion =
  /** A site keeps what it allocates, and has for long enough. */
  | 'kept'
  /** What is allocated dies: what grows is in turnover, and so more like load than like a leak. */
  | 'turned-over'
  /** Too early or too few to say. */
  | 'open'
  /** Nobody looks: allocations are not sampled, or a look would pause for too long. */
  | 'unseen';

interface Followed {
  readonly since: number;
  readonly looks: number;
  readonly fastest: number;
}

const mostNamed = 5;
const freshMs = 150_000;
const settlingMs = 40_000;
const patienceMs = 120_000;
const longEnoughMs = 150_000;
const fewestLooks = 3;
/** A site keeps all where this share of what it allocates survives, since a few of its samples are others' on its line. */
const keptSurvival = 0.97;
/** And where it is as sure as that: a dozen samples, all alive. */
const keptBound = 0.5;
const steadyShare = 0.6;
/** Sites that keep everything must explain this share of the growth. */
const explainedShare = 0.4;
const mostExplained = 1.6;
/** Sites must be known for this share of the growth before it can be said that it is in turnover. */
const knownShare = 0.7;
const namedShare = 0.03;
/** Who is told to be it must explain this share of the growth, together with the others that are named. */
const culpritShare = 0.2;

/** Function and file of a site; a minified file has many functions of one name, which their columns tell apart. */
function siteKey({ function: name, file, line, column }: AllocationSite): string {
  return column === undefined ? `${file} ${name}` : `${file}:${line}:${column} ${name}`;
}

/** People are told the column only of what they could not tell from another site without it. */
function withColumnIfNeeded(
  { lowestSurvival: _, oldBytes: __, column, ...site }: ObservedSite,
  among: readonly ObservedSite[],
): AllocationSite {
  const alike = among.filter(
    (other) => other.function === site.function && other.file === site.file && other.line === site.line,
  );
  return column !== undefined && alike.length > 1 ? { ...site, column } : site;
}

/**
 * Who allocates what stays, as far as looks have told. Sites name the culprit, and speak for a confirmation; that none is
 * seen to grow says nothing, because growth may be spread over many, or sampled too thinly.
 */
export class SiteEvidence {
  readonly survivors: OldSurvivors = new OldSurvivors();
  readonly #holders: Pick<DeclaredHolders, 'isDeclared'> | undefined;
  readonly #kept: KeptAllocations = new KeptAllocations();
  #sites: readonly ObservedSite[] = [];
  #sitesAt = Number.NaN;
  #lookAt = Number.NaN;
  #followed: ReadonlyMap<string, Followed> = new Map();

  /** @param holders whose allocations are nobody's leak */
  constructor(holders?: Pick<DeclaredHolders, 'isDeclared'>) {
    this.#holders = holders;
  }

  /** Takes a look. */
  addLook(look: SiteLook): void {
    this.survivors.add(look);
    this.#lookAt = look.time;
  }

  /** Takes the sites of the last look. */
  setSites(sites: readonly ObservedSite[]): void {
    this.#sites = sites;
    this.#sitesAt = this.#lookAt;
    const followed = new Map<string, Followed>();
    for (const site of sites) {
      const before = this.#followed.get(siteKey(site));
      // Of what has just become a good deal older only a few samples are known; they take nothing back.
      const isSure = before !== undefined || site.lowestSurvival >= keptBound;
      if (site.survival < keptSurvival || !isSure) continue;
      const steady = before !== undefined && site.bytesPerSecond >= steadyShare * before.fastest;
      followed.set(siteKey(site), {
        since: steady ? before.since : this.#lookAt,
        looks: steady ? before.looks + 1 : 1,
        fastest: steady ? Math.max(before.fastest, site.bytesPerSecond) : site.bytesPerSecond,
      });
    }
    this.#followed = followed;
    const { observedSince } = this.survivors;
    const oldMs = this.#lookAt - observedSince - settlingMs;
    this.#kept.add(
      this.#lookAt,
      observedSince,
      new Map(
        sites.map((site) => [
          siteKey(site),
          site.oldBytes ?? (site.bytesPerSecond * Math.max(0, oldMs)) / 1000,
        ]),
      ),
    );
  }

  /**
   * What functions have allocated that have let go of nothing for some looks; `undefined` where there are none. Bounded
   * caches are left out.
   */
  kept(now: number): MinimumSeries | undefined {
    if (!this.#known(now)) return undefined;
    const sites = this.#sites
      .filter((site) => (this.#followed.get(siteKey(site))?.looks ?? 0) >= fewestLooks)
      .filter((site) => boundedCacheOf(site) === undefined && !this.#isDeclared(site));
    return sites.length > 0 ? this.#kept.of(new Set(sites.map(siteKey))) : undefined;
  }

  /** What functions have allocated that allocate for declared holders; `undefined` where there are none. */
  declared(now: number): MinimumSeries | undefined {
    if (!this.#known(now)) return undefined;
    const sites = this.#sites.filter((site) => this.#isDeclared(site));
    return sites.length > 0 ? this.#kept.of(new Set(sites.map(siteKey))) : undefined;
  }

  /** Whether a look has come lately. */
  isFresh(now: number): boolean {
    return now - this.#lookAt <= freshMs;
  }

  /** The time since which allocations are observed; `NaN` where they are not. */
  observedSince(now: number): number {
    return this.isFresh(now) ? this.survivors.observedSince : Number.NaN;
  }

  /** The sites that matter to growth at that rate, those that grow fastest first, five at most. */
  named(now: number, rateBytesPerSecond: number): AllocationSite[] {
    if (!this.#known(now)) return [];
    return this.#sites
      .filter((site) => site.bytesPerSecond > namedShare * rateBytesPerSecond)
      .slice(0, mostNamed)
      .map((site, _, named) => withColumnIfNeeded(site, named));
  }

  /**
   * The sites that can be told to be it: {@link named}, where they explain enough of the growth. In the first looks the
   * only one with old samples may be one that has nothing to do with it.
   */
  culprits(now: number, rateBytesPerSecond: number): AllocationSite[] {
    const named = this.named(now, rateBytesPerSecond);
    const explained = named.reduce((sum, site) => sum + site.bytesPerSecond, 0);
    return explained >= culpritShare * rateBytesPerSecond ? named : [];
  }

  /** The sites, by {@link siteKey}, that keep what they allocate. */
  keeping(now: number): string[] {
    return this.#known(now) ? [...this.#followed.keys()] : [];
  }

  /** What the sites say of growth at that rate. @param wantedSince since when it has been worth looking */
  opinion(now: number, rateBytesPerSecond: number, wantedSince: number): SiteOpinion {
    if (!this.isFresh(now)) return now - wantedSince > patienceMs ? 'unseen' : 'open';
    if (!this.#known(now) || now - this.survivors.observedSince < longEnoughMs) return 'open';
    let kept = 0;
    let dying = 0;
    for (const site of this.#sites) {
      const { bytesPerSecond, survival } = site;
      if (this.#isDeclared(site)) continue;
      if (survival < keptSurvival) dying += survival > 0 ? bytesPerSecond / survival : 0;
      // What keeps far more than has grown is replaced as fast: a full cache, whose old entries go.
      else if (bytesPerSecond <= mostExplained * rateBytesPerSecond) kept += bytesPerSecond;
    }
    if (kept >= explainedShare * rateBytesPerSecond) return this.#isSettled() ? 'kept' : 'open';
    if (dying >= knownShare * rateBytesPerSecond) return 'turned-over';
    return 'open';
  }

  /** Sites that keep what they allocate have been seen to for some looks. */
  #isSettled(): boolean {
    return [...this.#followed.values()].some(({ looks }) => looks >= fewestLooks);
  }

  #isDeclared(site: AllocationSite): boolean {
    return this.#holders?.isDeclared?.(site) === true;
  }

  #known(now: number): boolean {
    return now - this.#sitesAt <= freshMs;
  }
}
