import { describe, expect, it } from 'vitest';
import { SiteEvidence } from '../../../src/monitoring/leaks/SiteEvidence.ts';
import type { ObservedSite } from '../../../src/sampling/AllocationObserver.ts';
import { epoch, kib } from '../simulation.ts';

const site = (name: string, rateKib: number, survival = 1, lowestSurvival = 0.9): ObservedSite => ({
  function: name,
  file: '/app/src/store.ts',
  line: 88,
  package: undefined,
  bytesPerSecond: rateKib * kib,
  survival,
  lowestSurvival,
});

/** Looks 40 s apart, all of which find the same sites. */
function evidenceOf(sites: readonly ObservedSite[], looks = 5): SiteEvidence {
  const evidence = new SiteEvidence();
  for (let look = 1; look <= looks; look++) {
    const time = epoch + 40_000 * look;
    evidence.addLook({ time, observedSince: epoch, oldSurvivorBytes: 0, liveBytes: undefined, pauseMs: 1 });
    evidence.setSites(sites);
  }
  return evidence;
}

const now = epoch + 205_000;
const rate = 50 * kib;

describe('two functions of one name on one line, as in a minified file', () => {
  const at = (column: number, rateKib: number, survival = 1): ObservedSite => ({
    ...site('t', rateKib, survival),
    column,
  });

  it('are told with their columns, which nothing else is', () => {
    const [first, second, other] = evidenceOf([
      at(20, 30),
      at(90, 20),
      { ...site('set', 9), column: 7 },
    ]).named(now, rate);
    expect([first?.column, second?.column]).toEqual([20, 90]);
    expect(other).not.toHaveProperty('column');
    expect(evidenceOf([at(20, 30)]).named(now, rate)[0]).not.toHaveProperty('column');
  });

  it('are followed by themselves: the one that lets go does not speak for the one that keeps', () => {
    const evidence = evidenceOf([at(20, 40), at(90, 20, 0.5)]);
    expect(evidence.keeping(now)).toEqual(['/app/src/store.ts:88:20 t']);
    const bytes = evidence.kept(now)!.lastValue;
    expect(bytes).toBeCloseTo(evidenceOf([site('t', 40)]).kept(now)!.lastValue, -2);
  });
});

describe('what sites say of growth', () => {
  it('is that it is kept, where one keeps all that has grown', () => {
    expect(evidenceOf([site('set', 48)]).opinion(now, rate, epoch)).toBe('kept');
    expect(evidenceOf([site('a', 15), site('b', 15)]).opinion(now, rate, epoch)).toBe('kept');
  });

  it('is nothing before it has been seen for some looks, and for long enough', () => {
    expect(evidenceOf([site('set', 48)], 2).opinion(epoch + 85_000, rate, epoch)).toBe('open');
    expect(evidenceOf([site('set', 48, 1, 0.3)]).opinion(now, rate, epoch)).toBe('open');
  });

  it('is nothing where what is kept is far more than has grown: as much goes elsewhere', () => {
    expect(evidenceOf([site('fullCache', 500)]).opinion(now, rate, epoch)).toBe('open');
    expect(evidenceOf([site('fullCache', 500), site('set', 45)]).opinion(now, rate, epoch)).toBe('kept');
  });

  it('is that it is turned over, where what is allocated is seen to die', () => {
    expect(evidenceOf([site('session', 60, 0.6, 0.5)]).opinion(now, rate, epoch)).toBe('turned-over');
    const both = evidenceOf([site('session', 60, 0.6, 0.5), site('set', 30)]);
    expect(both.opinion(now, rate, epoch)).toBe('kept');
  });

  it('is that nobody sees, where no look has come for two minutes since one was wanted', () => {
    const blind = new SiteEvidence();
    expect(blind.opinion(now, rate, now - 60_000)).toBe('open');
    expect(blind.opinion(now, rate, now - 130_000)).toBe('unseen');
    expect(blind.observedSince(now)).toBeNaN();
  });
});

describe('the sites that are named', () => {
  it('are those that matter to the growth, five at most, without their bounds', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const named = evidenceOf([...names.map((name) => site(name, 10)), site('tiny', 1)]).named(now, rate);
    expect(named.map((each) => each.function)).toEqual(names.slice(0, 5));
    expect(named[0]).not.toHaveProperty('lowestSurvival');
    expect(evidenceOf([site('tiny', 1)]).named(now, rate)).toEqual([]);
  });

  it('are told to be it where they explain a fifth of the growth, and else not yet', () => {
    expect(evidenceOf([site('bystander', 6, 0.12)]).culprits(now, rate)).toEqual([]);
    const told = evidenceOf([site('a', 6), site('b', 6)]).culprits(now, rate);
    expect(told.map((each) => each.function)).toEqual(['a', 'b']);
  });

  it('are forgotten when no look has come for long', () => {
    const evidence = evidenceOf([site('set', 48)]);
    expect(evidence.keeping(now)).toEqual(['/app/src/store.ts set']);
    expect(evidence.named(now + 300_000, rate)).toEqual([]);
    expect(evidence.keeping(now + 300_000)).toEqual([]);
  });
});

describe('what functions keep that let go of nothing', () => {
  const lookAt = (
    evidence: SiteEvidence,
    seconds: number,
    sites: readonly ObservedSite[],
    since = 0,
  ): void => {
    const time = epoch + 1000 * seconds;
    const observedSince = epoch + 1000 * since;
    evidence.addLook({ time, observedSince, oldSurvivorBytes: 0, liveBytes: undefined, pauseMs: 1 });
    evidence.setSites(sites);
  };
  const valuesOf = (series: ReturnType<SiteEvidence['kept']>): readonly number[] | undefined =>
    series?.between(0, Number.POSITIVE_INFINITY).values;
  const old = (name: string, oldKib: number, more: Partial<ObservedSite> = {}): ObservedSite => ({
    ...site(name, 48),
    oldBytes: oldKib * kib,
    ...more,
  });
  /** Five looks at sites that hold one, two, three ... times as much. */
  const followed = (evidence: SiteEvidence, sites: readonly ObservedSite[]): SiteEvidence => {
    for (let look = 1; look <= 5; look++) {
      const grown = sites.map((each) => ({ ...each, oldBytes: look * (each.oldBytes ?? 0) }));
      lookAt(evidence, 40 * look, grown);
    }
    return evidence;
  };

  it('is what is old of theirs, look by look, and of nobody else', () => {
    const evidence = followed(new SiteEvidence(), [
      old('set', 100),
      old('session', 900, { survival: 0.6, lowestSurvival: 0.5 }),
    ]);
    expect(valuesOf(evidence.kept(now))).toEqual([1, 2, 3, 4, 5].map((look) => look * 100 * kib));
  });

  it('is nothing before a function was seen three times, or when nobody has looked for long', () => {
    const evidence = new SiteEvidence();
    expect(evidence.kept(now)).toBeUndefined();
    for (const seconds of [40, 80]) lookAt(evidence, seconds, [old('set', 100)]);
    expect(evidence.kept(epoch + 85_000)).toBeUndefined();
    lookAt(evidence, 120, [old('set', 100)]);
    expect(evidence.kept(epoch + 125_000)).toBeDefined();
    expect(evidence.kept(epoch + 300_000)).toBeUndefined();
  });

  it('is estimated from the rate where nobody has counted it', () => {
    const evidence = evidenceOf([site('set', 48)]);
    expect(valuesOf(evidence.kept(now))?.map((bytes) => bytes / kib)).toEqual([0, 1920, 3840, 5760, 7680]);
  });

  it('leaves out bounded caches, and what is declared, which is told by itself', () => {
    const inCache = old('set', 50, { package: 'lru.min', file: 'node_modules/lru.min/index.js' });
    const holders = { isDeclared: ({ function: name }: { function: string }) => name === 'fillPages' };
    const all = [old('set', 100), inCache, old('fillPages', 700)];
    const evidence = followed(new SiteEvidence(holders), all);
    expect(valuesOf(evidence.kept(now))?.at(-1)).toBe(500 * kib);
    expect(valuesOf(evidence.declared(now))?.at(-1)).toBe(3500 * kib);
    const onlyDeclared = followed(new SiteEvidence(holders), [old('fillPages', 700)]);
    expect(onlyDeclared.kept(now)).toBeUndefined();
    expect(onlyDeclared.opinion(now, rate, epoch)).toBe('open');
  });

  it('has nothing declared where no holder says who allocates for it', () => {
    expect(followed(new SiteEvidence(), [old('set', 100)]).declared(now)).toBeUndefined();
    expect(followed(new SiteEvidence({}), [old('set', 100)]).declared(now)).toBeUndefined();
    expect(new SiteEvidence({ isDeclared: () => true }).declared(now)).toBeUndefined();
  });

  it('begins anew with the observation', () => {
    const evidence = followed(new SiteEvidence(), [old('set', 100)]);
    lookAt(evidence, 240, [old('set', 7)], 210);
    expect(valuesOf(evidence.kept(epoch + 245_000))).toEqual([7 * kib]);
  });

  it('is not forgotten for want of samples, once a function was sure to keep everything', () => {
    const evidence = followed(new SiteEvidence(), [old('set', 100)]);
    lookAt(evidence, 240, [old('set', 600, { lowestSurvival: 0.2 })]);
    expect(evidence.keeping(epoch + 245_000)).toHaveLength(1);
    expect(valuesOf(evidence.kept(epoch + 245_000))).toHaveLength(6);
    const unsure = followed(new SiteEvidence(), [old('set', 100, { lowestSurvival: 0.2 })]);
    expect([unsure.keeping(now), unsure.kept(now)]).toEqual([[], undefined]);
  });

  it('is forgotten when a function lets go', () => {
    const evidence = followed(new SiteEvidence(), [old('set', 100)]);
    lookAt(evidence, 240, [old('set', 600, { survival: 0.9, lowestSurvival: 0.8 })]);
    expect([evidence.keeping(epoch + 245_000), evidence.kept(epoch + 245_000)]).toEqual([[], undefined]);
  });

  it('is not in the names that are told', () => {
    const [named] = followed(new SiteEvidence(), [old('set', 100)]).named(now, rate);
    expect(named).toMatchObject({ function: 'set' });
    expect(named).not.toHaveProperty('oldBytes');
  });
});
