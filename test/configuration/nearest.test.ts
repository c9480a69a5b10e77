import { expect, it } from 'vitest';
import { nearest } from '../../src/configuration/nearest.ts';

const candidates = [
  'thresholds.heap',
  'leakDetection.enabled',
  'leakDetection',
  'sampling.interval',
  'sampling',
];

it.each([
  ['leak', 'leakDetection'],
  ['samp', 'sampling'],
  ['intervall', 'sampling.interval'],
  ['hepa', 'thresholds.heap'],
  ['colour', undefined],
])('of %s is %s', (name, meant) => {
  expect(nearest(name, candidates)).toBe(meant);
});
