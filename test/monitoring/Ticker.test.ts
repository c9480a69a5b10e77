import { describe, expect, it } from 'vitest';
import { platformTimers, Ticker } from '../../src/monitoring/Ticker.ts';
import { FakeTime } from './simulation.ts';

function ticking(intervalMs: number): { time: FakeTime; ticker: Ticker; at: number[] } {
  const time = new FakeTime();
  const at: number[] = [];
  const ticker = new Ticker({ intervalMs, tick: () => at.push(time.ms), timers: time, now: time.now });
  return { time, ticker, at };
}

describe('a ticker', () => {
  it('ticks at once and then at the interval', () => {
    const { time, ticker, at } = ticking(5000);
    ticker.start();
    time.pass(15_000);
    expect(at).toEqual([0, 5000, 10_000, 15_000]);
  });

  it('does not drift when the loop is late, and stays on its grid', () => {
    const { time, ticker, at } = ticking(1000);
    ticker.start();
    time.block(1300);
    time.pass(1700);
    expect(at).toEqual([0, 1300, 2000, 3000]);
  });

  it('ticks once after a blocked loop, not for every tick that was missed', () => {
    const { time, ticker, at } = ticking(1000);
    ticker.start();
    time.block(10_400);
    time.pass(1600);
    expect(at).toEqual([0, 10_400, 11_000, 12_000]);
    time.block(600);
    time.pass(2000);
    expect(at).toEqual([0, 10_400, 11_000, 12_000, 13_000, 14_000]);
  });

  it('does not tick twice when a timer fires early', () => {
    const { time, ticker, at } = ticking(1000);
    const early = {
      ...time,
      setTimeout: (callback: () => void, ms: number) => time.setTimeout(callback, ms - 1),
      clearTimeout: () => {},
    };
    const other = new Ticker({
      intervalMs: 1000,
      tick: () => at.push(time.ms),
      timers: early,
      now: time.now,
    });
    other.start();
    time.pass(3000);
    expect(at).toEqual([0, 999, 1999, 2999]);
    ticker.stop();
  });

  it('starts once and stops once, and may start again', () => {
    const { time, ticker, at } = ticking(1000);
    ticker.start();
    ticker.start();
    expect([ticker.running, time.pending]).toEqual([true, 1]);
    ticker.stop();
    ticker.stop();
    expect([ticker.running, time.pending]).toEqual([false, 0]);
    time.pass(5000);
    ticker.start();
    expect(at).toEqual([0, 5000]);
  });

  it('can be stopped by its own first tick and by a later one', () => {
    const { time } = ticking(1000);
    let ticks = 0;
    const ticker: Ticker = new Ticker({
      intervalMs: 1000,
      tick: () => {
        ticks += 1;
        if (ticks !== 2) ticker.stop();
      },
      timers: time,
      now: time.now,
    });
    ticker.start();
    expect([ticker.running, time.pending]).toEqual([false, 0]);
    ticker.start();
    time.pass(5000);
    expect([ticks, ticker.running]).toEqual([3, false]);
  });

  it('lets the process end', () => {
    const { time, ticker } = ticking(1000);
    ticker.start();
    time.pass(2000);
    expect(time.unreferenced).toEqual([1, 2, 3]);
  });

  it('works with timers that are plain numbers, as in a browser', () => {
    const handles: unknown[] = [];
    const timers = { setTimeout: () => 7, clearTimeout: (handle: unknown) => handles.push(handle) };
    const ticker = new Ticker({ intervalMs: 1000, tick: () => {}, timers, now: () => 0 });
    ticker.start();
    ticker.stop();
    expect(handles).toEqual([7]);
  });

  it('uses the timers of the platform by default', async () => {
    await new Promise<void>((resolve) => platformTimers.setTimeout(resolve, 1));
    let fired = false;
    platformTimers.clearTimeout(platformTimers.setTimeout(() => (fired = true), 1));
    await new Promise<void>((resolve) => platformTimers.setTimeout(resolve, 10));
    expect(fired).toBe(false);
  });
});

describe('the delay of a tick', () => {
  it('is how much later than ordered it came, and unknown before the first order is due', () => {
    const time = new FakeTime();
    const late: number[] = [];
    const ticker = new Ticker({
      intervalMs: 1000,
      tick: () => late.push(ticker.lateMs),
      timers: time,
      now: time.now,
    });
    ticker.start();
    time.pass(1000);
    time.block(1300);
    time.pass(700);
    expect(late).toEqual([Number.NaN, 0, 300, 0]);
    ticker.stop();
    expect(ticker.lateMs).toBeNaN();
  });
});
