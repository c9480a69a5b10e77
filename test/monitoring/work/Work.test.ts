import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import { Work } from '../../../src/monitoring/work/Work.ts';
import { WorkCounter } from '../../../src/monitoring/work/WorkCounter.ts';
import { normalOf, randomOf } from '../../analysis/series.ts';
import { epoch, FakeLogger, kib, mib } from '../simulation.ts';

const at = (seconds: number): number => epoch + 1000 * seconds;

/** A counter that is sampled every 5 s, of work at a rate that is a function of the time. */
function counterOf(perSecond: (seconds: number) => number, seconds: number): WorkCounter {
  const counter = new WorkCounter('job');
  for (let second = 0; second <= seconds; second++) {
    if (second > 0) counter.record(perSecond(second));
    if (second % 5 === 0) counter.sample(at(second));
  }
  return counter;
}

const readings = Array.from({ length: 20 }, (_, index) => 17 + 30 * index);

describe('bytes retained per unit of work', () => {
  it('are those that every job leaves behind, whatever the pace', () => {
    const pace = (second: number) => (second % 120 < 60 ? 2 : 40);
    const counter = counterOf(pace, 600);
    const done = (until: number) => {
      let sum = 0;
      for (let second = 1; second <= until; second++) sum += pace(second);
      return sum;
    };
    const normal = normalOf(randomOf(1));
    const bytes = readings.map((second) => 50 * mib + 1328 * done(second) + 20 * kib * normal());
    const retained = counter.retained(readings.map(at), bytes);
    expect(retained?.unit).toBe('job');
    expect(retained!.bytes / 1328).toBeCloseTo(1, 1);
    expect(retained?.correlation).toBeGreaterThan(0.99);
    expect(retained?.count).toBe(done(587) - done(17));
  });

  it('hardly follow the work where memory grows by the clock', () => {
    const counter = counterOf((second) => (second > 300 ? 50 : 0.1), 600);
    const bytes = readings.map((second) => 50 * mib + 50 * kib * second);
    const pace = counter.retained(readings.map(at), bytes);
    expect(pace?.correlation).toBeLessThan(0.95);
  });

  it('are not told of fewer than 20 units', () => {
    const bytes = readings.map((second) => mib + second);
    expect(counterOf(() => 0.03, 600).retained(readings.map(at), bytes)).toBeUndefined();
    expect(counterOf(() => 0, 600).retained(readings.map(at), bytes)).toBeUndefined();
    expect(counterOf(() => 0.1, 600).retained(readings.map(at), bytes)?.count).toBe(57);
  });

  it('leave out what was read before the counting began', () => {
    const counter = new WorkCounter('job');
    for (let second = 300; second <= 600; second += 5) {
      counter.record(10);
      counter.sample(at(second));
    }
    const bytes = readings.map((second) => (second < 300 ? 500 * mib : mib + 100 * kib * (second - 300)));
    const retained = counter.retained(readings.map(at), bytes);
    expect(retained?.bytes).toBeCloseTo(50 * kib, -2);
  });

  it('are not told without counts, without points, or of memory that stands still', () => {
    expect(new WorkCounter('job').retained([at(0)], [1])).toBeUndefined();
    const counter = counterOf(() => 10, 600);
    expect(counter.retained([], [])).toBeUndefined();
    expect(counter.retained([at(10), at(100), at(200)], [1, 2, 3])).toBeUndefined();
    expect(
      counter.retained(
        readings.map(at),
        readings.map(() => mib),
      ),
    ).toBeUndefined();
  });

  it('are told of two hours at most, and of hundreds of readings', () => {
    const counter = counterOf(() => 2, 3 * 3600);
    const seconds = Array.from({ length: 300 }, (_, index) => index * 36);
    const retained = counter.retained(
      seconds.map(at),
      seconds.map((second) => 1000 * second),
    );
    expect(retained?.bytes).toBeCloseTo(500, 0);
    expect(retained?.count).toBeLessThanOrEqual(2 * 7200);
    expect(counter.heldBytes).toBe(1440 * 16);
  });
});

describe('work', () => {
  function stage(requests = true) {
    const logger = new FakeLogger();
    const begun = new Set<() => void>();
    const work = new Work({
      unit: 'job',
      faults: new FaultLog(logger, () => 0),
      requests,
      eachRequest: (listener) => {
        begun.add(listener);
        return () => begun.delete(listener);
      },
    });
    const serve = () => {
      for (const listener of begun) listener();
    };
    return { work, logger, begun, serve };
  }

  const grow = (work: Work, unit: () => void) => {
    const bytes: number[] = [];
    for (const [index, second] of readings.entries()) {
      for (let count = 0; count < 5; count++) unit();
      work.sample(at(second));
      bytes.push(mib + 5 * 700 * index);
    }
    return work.retained(readings.map(at), bytes);
  };

  it('is requests where the application records nothing', () => {
    const { work, serve, begun } = stage();
    work.start();
    work.start();
    expect(begun.size).toBe(1);
    expect(grow(work, serve)).toMatchObject({ unit: 'request', count: 95 });
    work.stop();
    work.stop();
    expect(begun.size).toBe(0);
  });

  it('is nothing where requests are not to be counted', () => {
    const { work, serve, begun } = stage(false);
    work.start();
    expect(begun.size).toBe(0);
    expect(grow(work, serve)).toBeUndefined();
    work.stop();
  });

  it('tells the route that keeps memory, where routes are recorded', () => {
    const { work, serve } = stage();
    work.start();
    const random = randomOf(4);
    const bytes: number[] = [];
    let level = 50 * mib;
    for (const second of readings) {
      for (const [route, kept] of [
        ['GET /a', 0],
        ['GET /b/:id', 1328],
      ] as const) {
        const requests = Math.floor(100 * random());
        for (let count = 0; count < requests; count++) {
          serve();
          work.recordRoute(route);
        }
        level += kept * requests;
      }
      work.sample(at(second));
      bytes.push(level);
    }
    const retained = work.retained(readings.map(at), bytes);
    expect(retained?.unit).toBe('request');
    expect(retained?.routes).toHaveLength(1);
    expect(retained?.routes?.[0]).toMatchObject({ route: 'GET /b/:id', bytes: expect.closeTo(1328, 0) });
    expect(work.heldBytes).toBe(2 * 1440 * 16 + 4 * 480 * 8);
  });

  it('counts no routes where requests are not to be counted', () => {
    const { work } = stage(false);
    work.recordRoute('GET /a');
    expect(work.heldBytes).toBe(2 * 1440 * 16);
  });

  it('is what the application records, where it does', () => {
    const { work, serve } = stage();
    work.start();
    const retained = grow(work, () => {
      serve();
      serve();
      work.record();
    });
    expect(retained).toMatchObject({ unit: 'job', count: 95 });
    expect(retained?.bytes).toBeCloseTo(700, 6);
    expect(work.heldBytes).toBe(2 * 1440 * 16);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '3' as unknown as number])(
    'leaves out %s, and says so',
    (count) => {
      const { work, logger } = stage();
      work.record(count);
      expect(grow(work, () => {})).toBeUndefined();
      expect(logger.lines.join()).toMatch(/recordWork failed.*count must be a number of 0 or more/);
    },
  );
});
