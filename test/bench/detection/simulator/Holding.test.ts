import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeathOrder, Holding } from '../../../../bench/detection/simulator/Holding.ts';
import { Random } from '../../../../bench/detection/simulator/Random.ts';

const megabyte = 1e6;

/** Samples of a thousand bytes of all that is born, as they are alive after each second. */
function aliveBytes(order: DeathOrder, courses: readonly { bytes: number; replaced: number }[]): number {
  const holding = new Holding({ site: 'a', order });
  const random = new Random(1);
  let fates: number[] = [];
  for (const { bytes, replaced } of courses) {
    holding.hold(bytes, replaced);
    for (let count = random.poisson(holding.bornBytes / 1000); count > 0; count--) {
      fates.push(holding.fateOfBorn(random));
    }
    fates = fates.filter((fate) => fate >= holding.fate);
  }
  return fates.length * 1000;
}

describe('a holding', () => {
  it('holds what was born less what died, whatever happens', () => {
    const seconds = fc.array(fc.record({ bytes: fc.nat(1e6), replaced: fc.nat(1e6) }), { minLength: 1 });
    fc.assert(
      fc.property(seconds, fc.constantFrom<DeathOrder>('oldest', 'any'), (courses, order) => {
        const holding = new Holding({ site: 'a', order });
        let sum = 0;
        for (const { bytes, replaced } of courses) {
          const before = holding.bytes;
          holding.hold(bytes, replaced);
          sum += holding.bornBytes - holding.diedBytes;
          expect(holding.diedBytes).toBeLessThanOrEqual(before);
          expect(holding.bornBytes).toBeLessThanOrEqual(bytes);
          expect(sum).toBe(bytes);
          expect(Number.isFinite(holding.fate)).toBe(true);
        }
      }),
    );
  });

  it.each(['oldest', 'any'] as const)('with %s dying has as much in samples as in bytes', (order) => {
    const swing = Array.from({ length: 600 }, (_, second) => ({
      bytes: megabyte * (3 + 2 * Math.sin(second / 40)),
      replaced: 20_000,
    }));
    expect(aliveBytes(order, swing) / swing.at(-1)!.bytes).toBeCloseTo(1, 1);
  });

  it('lets the oldest die first where it is told so', () => {
    const holding = new Holding({ site: 'lru', order: 'oldest' });
    const random = new Random(2);
    holding.hold(1000);
    const old = holding.fateOfBorn(random);
    holding.hold(2000);
    const young = holding.fateOfBorn(random);
    holding.hold(2000, 1000);
    expect(old).toBeLessThan(holding.fate);
    expect(young).toBeGreaterThanOrEqual(holding.fate);
  });

  it('lets old and young die alike where any may', () => {
    const holding = new Holding({ site: 'sessions', order: 'any' });
    const random = new Random(3);
    const draw = (): number[] => Array.from({ length: 2000 }, () => holding.fateOfBorn(random));
    holding.hold(1000);
    const old = draw();
    holding.hold(2000);
    const young = draw();
    holding.hold(1000);
    for (const fates of [old, young]) {
      expect(fates.filter((fate) => fate >= holding.fate).length / 2000).toBeCloseTo(0.5, 1);
    }
  });

  it('lets everything die that is let go, and goes on afterwards', () => {
    const holding = new Holding({ site: 'batch', order: 'any' });
    const random = new Random(4);
    holding.hold(1000);
    const first = holding.fateOfBorn(random);
    holding.hold(0);
    expect(first).toBeLessThan(holding.fate);
    holding.hold(1000);
    expect(holding.fateOfBorn(random)).toBeGreaterThan(holding.fate);
  });
});
