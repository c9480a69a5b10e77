import { describe, expect, it } from 'vitest';
import { PausePrediction } from '../../../src/monitoring/probing/PausePrediction.ts';
import { mib } from '../simulation.ts';

describe('the pause to expect', () => {
  it('is 0.6 ms per live megabyte before anything is known', () => {
    expect(new PausePrediction().pauseMs(50 * mib)).toBeCloseTo(30);
  });

  it('follows the pauses that were seen, and goes with the size of the heap', () => {
    const prediction = new PausePrediction();
    for (let count = 0; count < 20; count++) prediction.add(15, 50 * mib);
    expect(prediction.pauseMs(50 * mib)).toBeCloseTo(15, 0);
    expect(prediction.pauseMs(100 * mib)).toBeCloseTo(30, 0);
  });

  it('is not thrown off by two long ones of five, and believes three', () => {
    const prediction = new PausePrediction();
    for (let count = 0; count < 5; count++) prediction.add(10, 50 * mib);
    prediction.add(400, 50 * mib);
    prediction.add(300, 50 * mib);
    expect(prediction.pauseMs(50 * mib)).toBeCloseTo(10);
    prediction.add(200, 50 * mib);
    expect(prediction.pauseMs(50 * mib)).toBeCloseTo(200);
  });

  it('forgets, by half in half an hour, so that a heap is tried again one day', () => {
    const prediction = new PausePrediction();
    for (let count = 0; count < 30; count++) prediction.add(225, 100 * mib);
    expect(prediction.pauseMs(100 * mib)).toBeCloseTo(225, 0);
    for (let minute = 0; minute < 30; minute++) prediction.pass(60_000);
    expect(prediction.pauseMs(100 * mib)).toBeCloseTo(125, 0);
    prediction.pass(24 * 3_600_000);
    expect(prediction.pauseMs(100 * mib)).toBeCloseTo(25);
  });

  it('learns nothing from a heap of unknown size', () => {
    const prediction = new PausePrediction();
    prediction.add(500, Number.NaN);
    expect(prediction.pauseMs(50 * mib)).toBeCloseTo(30);
  });

  it('is a guess until three of the five pauses that count were seen', () => {
    const prediction = new PausePrediction();
    prediction.add(15, 50 * mib);
    prediction.add(15, 50 * mib);
    expect([prediction.learnt, prediction.pauseMs(50 * mib)]).toEqual([false, expect.closeTo(30)]);
    prediction.add(15, 50 * mib);
    expect([prediction.learnt, prediction.pauseMs(50 * mib)]).toEqual([true, expect.closeTo(15)]);
  });

  it('believes at once what is longer than the guess', () => {
    const prediction = new PausePrediction();
    prediction.add(100, 50 * mib);
    expect([prediction.learnt, prediction.pauseMs(50 * mib)]).toEqual([false, expect.closeTo(100)]);
    prediction.pass(1_800_000);
    expect(prediction.pauseMs(50 * mib)).toBeCloseTo(50);
  });

  it('does not believe single long ones from the first, where they may come now and then', () => {
    const perMebibyte = 1 / mib;
    const prediction = new PausePrediction({
      startMsPerByte: 0.02 * perMebibyte,
      fastestMsPerByte: 0.02 * perMebibyte,
      believesFirst: false,
    });
    prediction.add(700, 250 * mib);
    prediction.add(600, 250 * mib);
    expect(prediction.pauseMs(250 * mib)).toBeCloseTo(5);
    prediction.add(500, 250 * mib);
    expect(prediction.pauseMs(250 * mib)).toBeCloseTo(500);
    prediction.pass(24 * 3_600_000);
    expect(prediction.pauseMs(250 * mib)).toBeCloseTo(5);
  });
});
