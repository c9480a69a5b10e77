import { describe, expect, it } from 'vitest';
import { LiveCourse } from '../../src/pressure/LiveCourse.ts';
import { toRow } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';

/** A heap of 128 MB of which each look says how much is in use, and the last collection how much of it is live. */
class Looks {
  readonly #course: LiveCourse = new LiveCourse();

  /** Megabytes. */
  at(seconds: number, live: number, used: number, majorCollections = Number.NaN): number {
    const row = toRow({
      time: seconds * 1000,
      heapLimitBytes: 128 * mib,
      liveBytes: live * mib,
      heapUsedBytes: used * mib,
      oldUsedBytes: used * mib,
      majorCollections,
    });
    return Math.round(this.#course.bytes(row) / mib);
  }
}

/** Two rises of 3 MB a second. */
function rising(): Looks {
  const looks = new Looks();
  looks.at(0, 40, 40);
  looks.at(4, 52, 52);
  looks.at(8, 64, 64);
  return looks;
}

describe('the live heap between two readings', () => {
  it('grows on at the pace of the last readings', () => {
    const looks = rising();
    expect([looks.at(9, 64, 90), looks.at(11, 64, 90), looks.at(12, 79, 90)]).toEqual([67, 73, 79]);
  });

  it('is never more than what is in use', () => {
    expect(rising().at(11, 64, 66)).toBe(66);
  });

  it('grows at the slower pace of the last two rises', () => {
    const looks = rising();
    looks.at(12, 68, 68);
    expect(looks.at(14, 68, 90)).toBe(70);
  });

  it('is the last reading where one of the last two was no rise', () => {
    const looks = rising();
    looks.at(12, 60, 60);
    expect(looks.at(14, 60, 80)).toBe(60);
    looks.at(16, 72, 72);
    expect(looks.at(18, 72, 90)).toBe(72);
  });

  it('is no guess for longer than twice the time of those rises', () => {
    const looks = rising();
    expect([looks.at(24, 64, 120), looks.at(40, 64, 120)]).toEqual([112, 112]);
  });

  it('goes by readings half a second apart where V8 collects all the time', () => {
    const looks = rising();
    for (const seconds of [12, 12.1, 12.2, 12.3]) looks.at(seconds, 76, 76, seconds * 10);
    expect(looks.at(13.3, 76, 100, 123)).toBe(79);
  });

  it('is what thresholds go by where that is more, and where nobody takes readings', () => {
    expect(new Looks().at(1, 20, 100)).toBe(72);
    expect(new Looks().at(1, Number.NaN, 100)).toBe(100);
  });
});
