import { expect, it } from 'vitest';
import { EvenGrowth } from '../../../src/pressure/recycling/EvenGrowth.ts';

/** A sample each five seconds of what takes so many bytes at that second. */
function grown(bytesAt: (seconds: number) => number, untilSeconds: number): EvenGrowth {
  const growth = new EvenGrowth();
  for (let seconds = 0; seconds <= untilSeconds; seconds += 5) growth.add(seconds * 1000, bytesAt(seconds));
  return growth;
}

it('what grows at one pace has grown evenly, however old it is', () => {
  for (const seconds of [10, 15, 20, 25, 30, 60, 600]) {
    expect(grown((at) => 50 + 4 * at, seconds).isEven, `${seconds} s`).toBe(true);
  }
});

it('what came within the last seconds of a longer life came suddenly', () => {
  const burst = (begun: number) => (at: number) => 50 + Math.max(0, at - begun) * 20;
  expect(grown(burst(25), 30).isEven).toBe(false);
  expect(grown(burst(595), 600).isEven).toBe(false);
  expect(grown(burst(595), 595).isEven).toBe(true);
});

it('a little is neither, wherever it comes from', () => {
  expect(grown((at) => (at < 30 ? 100 : 120), 30).isEven).toBe(true);
  expect(grown((at) => (at < 30 ? 100 : 130), 30).isEven).toBe(false);
});

it('of what is young, or has not been seen, nobody can tell, and it counts as even', () => {
  expect(new EvenGrowth().isEven).toBe(true);
  expect(grown((at) => 50 + at * at * at, 5).isEven).toBe(true);
  const unknown = new EvenGrowth();
  unknown.add(0, Number.NaN);
  expect(unknown.isEven).toBe(true);
});
