import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import { ExpectedCollections } from '../../../src/monitoring/holders/ExpectedCollections.ts';
import { Holders } from '../../../src/monitoring/holders/Holders.ts';
import { epoch, FakeLogger, mib } from '../simulation.ts';

/** Objects that are garbage when a test says so. */
class Graveyard {
  readonly objects: { readonly object: object; readonly bury: () => void }[] = [];
  readonly expected: ExpectedCollections = new ExpectedCollections((gone) => ({
    register: (object, cohort) => this.objects.push({ object, bury: () => gone(cohort) }),
  }));
  #seconds = 0;

  add(count: number, reason = 'session closed'): void {
    for (let index = 0; index < count; index++) this.expected.add({ index }, reason);
  }

  bury(count: number): void {
    for (const { bury } of this.objects.splice(0, count)) bury();
  }

  readings(count: number, between = 30): void {
    for (let index = 0; index < count; index++) {
      this.#seconds += between;
      this.expected.addReading(epoch + this.#seconds * 1000);
    }
  }
}

describe('objects that are expected to go', () => {
  it('are overdue at the third reading, and after a minute', () => {
    const graveyard = new Graveyard();
    graveyard.add(3);
    graveyard.readings(2);
    expect(graveyard.expected.overdue).toEqual([]);
    graveyard.readings(1);
    expect(graveyard.expected.overdue).toEqual([
      { reason: 'session closed', count: 3, sinceMs: 60_000, notFollowed: 0 },
    ]);
  });

  it('are not overdue before a minute has passed, however many collections there were', () => {
    const graveyard = new Graveyard();
    graveyard.add(3);
    graveyard.readings(12, 5);
    expect(graveyard.expected.overdue).toEqual([]);
    graveyard.readings(1, 5);
    expect(graveyard.expected.overdue).toHaveLength(1);
  });

  it('are forgotten when they go', () => {
    const graveyard = new Graveyard();
    graveyard.add(10);
    graveyard.readings(4);
    graveyard.bury(9);
    expect(graveyard.expected.overdue[0]?.count).toBe(1);
    graveyard.bury(1);
    expect(graveyard.expected.overdue).toEqual([]);
    graveyard.add(1);
    expect(graveyard.expected.overdue).toEqual([]);
  });

  it('may go before the next reading, while others of theirs come', () => {
    const graveyard = new Graveyard();
    graveyard.add(2);
    graveyard.bury(2);
    graveyard.add(2);
    graveyard.readings(4);
    expect(graveyard.expected.overdue[0]?.count).toBe(2);
  });

  it('are told by reason, the most first, the oldest counting', () => {
    const graveyard = new Graveyard();
    graveyard.add(2, 'request done');
    graveyard.readings(2);
    graveyard.add(5);
    graveyard.readings(3);
    graveyard.add(100, 'request done');
    graveyard.readings(1);
    expect(graveyard.expected.overdue).toEqual([
      { reason: 'session closed', count: 5, sinceMs: 90_000, notFollowed: 0 },
      { reason: 'request done', count: 2, sinceMs: 150_000, notFollowed: 0 },
    ]);
  });

  it('are followed up to 2,500 of one reason, and counted beyond', () => {
    const graveyard = new Graveyard();
    graveyard.add(3000);
    graveyard.readings(4);
    expect(graveyard.expected.overdue[0]).toMatchObject({ count: 2500, notFollowed: 500 });
    graveyard.bury(1);
    expect(graveyard.expected.overdue[0]).toMatchObject({ count: 2499, notFollowed: 0 });
  });

  it('are followed up to 10,000 altogether, of a hundred reasons', () => {
    const graveyard = new Graveyard();
    for (let reason = 0; reason < 5; reason++) graveyard.add(2500, `reason ${reason}`);
    expect(graveyard.objects).toHaveLength(10_000);
    graveyard.bury(10_000);
    for (let reason = 0; reason < 200; reason++) graveyard.add(1, `other reason ${reason}`);
    expect(graveyard.objects.length).toBeLessThanOrEqual(100);
    expect(graveyard.objects.length).toBeGreaterThanOrEqual(99);
  });
});

describe('expectCollected', () => {
  const collect = (globalThis as { gc?: () => void }).gc!;

  function stage() {
    const logger = new FakeLogger();
    return { logger, holders: new Holders(new FaultLog(logger, () => 0)) };
  }

  /** In a function of its own, since a frame may go on to hold the last object of its loop. */
  function closeSessions(holders: Holders, count: number, keep: number): object[] {
    const kept: object[] = [];
    for (let index = 0; index < count; index++) {
      const object = { index, payload: new Array(100).fill(index) };
      if (index < keep) kept.push(object);
      holders.expectCollected(object, 'session closed');
    }
    return kept;
  }

  it('holds nothing, and tells what somebody else holds', async () => {
    const { holders } = stage();
    const kept = closeSessions(holders, 20, 7);
    for (let reading = 0; reading < 4; reading++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
      holders.heldBytes(epoch + reading * 30_000, 60 * mib);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(holders.overdue).toEqual([
      { reason: 'session closed', count: kept.length, sinceMs: 90_000, notFollowed: 0 },
    ]);
  });

  it.each([undefined, null, 7, 'session'])('leaves out %s, and says so', (value) => {
    const { holders, logger } = stage();
    holders.expectCollected(value as unknown as object, 'session closed');
    expect(logger.lines).toEqual([expect.stringContaining('object must be an object')]);
    for (let reading = 0; reading < 4; reading++) holders.heldBytes(epoch + reading * 30_000, mib);
    expect(holders.overdue).toEqual([]);
  });
});
