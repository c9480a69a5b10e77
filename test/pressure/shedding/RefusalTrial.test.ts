import { describe, expect, it } from 'vitest';
import { RefusalTrial, type TrialMoment } from '../../../src/pressure/shedding/RefusalTrial.ts';
import { settled } from '../PressedProcess.ts';

const tickMs = 100;

interface Course {
  /** The share at a time since shedding began, where garbage was collected so often. */
  readonly share: (ms: number, collections: number) => number;
  readonly usedBytes?: (ms: number) => number;
  readonly livedMs?: number;
  readonly drainedAtMs?: number;
  /** Whether as many more requests are open as memory has grown by. @default true */
  readonly related?: boolean;
  readonly severity?: (ms: number) => number;
  readonly collects?: boolean;
  readonly pressing?: boolean;
  /** In how long memory would be used up when shedding begins, where it grows. */
  readonly etaMs?: number;
  readonly durationMs?: number;
}

/** When refusing has turned out to be in vain, in milliseconds since shedding began, and why; `undefined` where it has not. */
async function inVainAt(course: Course) {
  const {
    share,
    usedBytes = () => Number.NaN,
    livedMs = 30_000,
    drainedAtMs = 500,
    durationMs = 60_000,
  } = course;
  const { pressing = true, related = true, etaMs } = course;
  const { severity = (ms: number) => Math.min(10, 4 + Math.floor(ms / 300)), collects = true } = course;
  let collections = 0;
  const asked = async () => {
    if (collects) collections++;
    return collects;
  };
  const trial = new RefusalTrial(asked, 0);
  const growth = { growing: etaMs !== undefined, etaMs: etaMs ?? Number.POSITIVE_INFINITY };
  trial.begin({ nowMs: livedMs, share: share(0, 0), ...growth });
  for (let ms = 0; ms <= durationMs; ms += tickMs) {
    const moment: TrialMoment = {
      nowMs: livedMs + ms,
      severity: severity(ms),
      pressing,
      share: share(ms, collections),
      usedBytes: usedBytes(ms),
      drained: ms >= drainedAtMs,
      related,
    };
    const cause = trial.takes(moment);
    if (cause !== undefined) return { ms, collections, cause };
    await settled();
  }
  return undefined;
}

describe('refusing requests', () => {
  it('is in vain where memory is as full as before once all requests have ended', async () => {
    expect(await inVainAt({ share: () => 0.85 })).toMatchObject({ collections: 2, cause: 'stays' });
    expect(await inVainAt({ share: (ms) => 0.8 + ms / 300_000 })).toMatchObject({ collections: 2 });
  });

  it('is tried for a fifteenth of the time that the process has lived, from a second and a half to ten', async () => {
    const times: number[] = [];
    for (const livedMs of [1000, 60_000, 3_600_000]) {
      const { ms } = (await inVainAt({ share: () => 0.85, livedMs }))!;
      times.push(ms);
    }
    // 1.2 s until nearly all is refused, and two looks at what a collection has left.
    expect(times[0]).toBeGreaterThanOrEqual(1200 + 1500);
    expect(times[0]).toBeLessThan(1200 + 1500 + 1500);
    expect(times[1]! - times[0]!).toBeGreaterThan(1500);
    expect(times[2]! - times[0]!).toBeGreaterThan(7000);
    expect(times[2]).toBeLessThan(13_000);
  });

  it('is not in vain before the requests have ended that were being answered, or have not for 15 s', async () => {
    expect((await inVainAt({ share: () => 0.85, drainedAtMs: 9000 }))!.ms).toBeGreaterThanOrEqual(9000);
    const { ms } = (await inVainAt({ share: () => 0.85, drainedAtMs: Number.POSITIVE_INFINITY }))!;
    expect(ms).toBeGreaterThanOrEqual(15_000 + 1500);
    expect(ms).toBeLessThan(20_000);
  });

  it('is tried at once where requests are open for long, but no more of them than when there was much less memory in use', async () => {
    const polled = { share: () => 0.85, related: false, drainedAtMs: Number.POSITIVE_INFINITY };
    expect((await inVainAt(polled))!.ms).toBeLessThan(5000);
    // What came suddenly may be a few large ones.
    expect((await inVainAt({ ...polled, etaMs: 500 }))!.ms).toBeGreaterThanOrEqual(15_000);
  });

  it('is tried for longer where memory was filled suddenly, since what was left behind so lately may only end then', async () => {
    // Nine tenths within 4.5 s, by a process that has lived for a minute; and the same as a part of the life of a young one.
    const course = { share: () => 0.9, etaMs: 500 };
    expect((await inVainAt({ ...course, livedMs: 60_000 }))!.ms).toBeGreaterThanOrEqual(1200 + 10_000);
    expect((await inVainAt({ ...course, livedMs: 10_000 }))!.ms).toBeLessThan(5000);
    const later = { ...course, etaMs: 2000, livedMs: 600_000 };
    expect((await inVainAt(later))!.ms).toBeGreaterThanOrEqual(1200 + 30_000);
    // Background work of eight seconds ends in between.
    expect(
      await inVainAt({ ...course, livedMs: 60_000, share: (ms) => (ms < 8000 ? 0.9 : 0.8) }),
    ).toBeUndefined();
  });

  it('is not in vain where it brings memory down, because requests have ended or what they left behind is done', async () => {
    expect(await inVainAt({ share: (ms) => (ms < 1600 ? 0.9 : 0.86) })).toBeUndefined();
    // A queue: each trial sees less in it.
    expect(await inVainAt({ share: (ms) => 0.9 - ms / 250_000 })).toBeUndefined();
  });

  it('is in vain where memory comes and goes as before while everything is refused', async () => {
    const comesAndGoes = (ms: number) => (ms % 400 < 200 ? 0.9 : 0.6);
    const { ms, collections, cause } = (await inVainAt({ share: comesAndGoes, livedMs: 600_000 }))!;
    expect(ms).toBeLessThan(4000);
    expect([collections, cause]).toEqual([1, 'comes and goes']);
  });

  it('is not in vain where memory comes back once and then stays down, since something may just have ended', async () => {
    const last = (ms: number) => (ms < 2000 || (ms > 2600 && ms < 3000) ? 0.9 : 0.6);
    expect(await inVainAt({ share: last, livedMs: 600_000 })).toBeUndefined();
  });

  it('is not in vain where what is in use becomes less and only the allocator keeps it', async () => {
    const queue = (ms: number) => 200e6 - (1.5e6 * ms) / 1000;
    expect(await inVainAt({ share: () => 0.85, usedBytes: queue })).toBeUndefined();
    expect(await inVainAt({ share: () => 0.85, usedBytes: () => 200e6 })).toBeDefined();
  });

  it('is not in vain where memory only seems to be as full, since nobody could collect garbage', async () => {
    expect(await inVainAt({ share: () => 0.85, collects: false })).toBeUndefined();
  });

  it('is tried, too, where it goes on for five seconds while memory is short, though not nearly all is refused', async () => {
    expect((await inVainAt({ share: () => 0.88, severity: () => 5 }))!.ms).toBeGreaterThan(5000 + 1500);
    expect(await inVainAt({ share: () => 0.88, severity: () => 5, pressing: false })).toBeUndefined();
    // Not where memory was filled suddenly: a burst may go on for long.
    const burst = { share: () => 0.9, severity: () => 5, etaMs: 500, livedMs: 60_000 };
    expect(await inVainAt(burst)).toBeUndefined();
  });

  it('is tried as soon as all requests have ended where memory grows evenly and that is brief, as in a young process', async () => {
    const leak = { share: () => 0.8, severity: () => 4, etaMs: 6000 };
    const { ms, collections } = (await inVainAt({ ...leak, livedMs: 20_000 }))!;
    expect(collections).toBe(2);
    expect(ms).toBeGreaterThanOrEqual(500 + 1500);
    expect(ms).toBeLessThan(500 + 1500 + 500);
    expect((await inVainAt({ ...leak, livedMs: 60_000 }))!.ms).toBeGreaterThanOrEqual(5000);
    // What has come suddenly may be work that was left behind.
    expect(await inVainAt({ ...leak, livedMs: 20_000, etaMs: 1000 })).toBeUndefined();
  });

  it('is given up where memory has not been short for five seconds, and begun anew later', async () => {
    // A trial of an hour's life takes ten seconds.
    const course = { share: () => 0.85, livedMs: 3_600_000, pressing: false };
    expect(await inVainAt({ ...course, durationMs: 30_000 })).toBeUndefined();
    expect((await inVainAt({ ...course, livedMs: 45_000 }))!.ms).toBeLessThan(6000);
  });

  it('is not judged where nobody knows how full memory is', async () => {
    expect(await inVainAt({ share: () => Number.NaN })).toBeUndefined();
  });
});
