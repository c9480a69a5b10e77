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

  it('are forgotten when no look has come for long', () => {
    const evidence = evidenceOf([site('set', 48)]);
    expect(evidence.keeping(now)).toEqual(['/app/src/store.ts set']);
    expect(evidence.named(now + 300_000, rate)).toEqual([]);
    expect(evidence.keeping(now + 300_000)).toEqual([]);
  });
});
