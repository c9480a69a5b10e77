import { expect, it } from 'vitest';
import { ownFrames, standstillSentence } from '../../../src/recording/watchdog/standstillWords.ts';

const stack = ['readSync (node:fs:700)', 'parse (/app/node_modules/yaml/a.js:3)', 'load (/app/load.js:9)'];

it('a standstill is told with the place in the application, and whether it computed', () => {
  expect(standstillSentence({ forMs: 8000, cpuShare: 0.99, stack }, '/app')).toBe(
    'The event loop stood still for 8 s, in load (load.js:9); it spun (99 % of a core).',
  );
  expect(standstillSentence({ forMs: 8000, cpuShare: 0.01 }, '/app')).toBe(
    'The event loop stood still for 8 s; it waited (1 % of a core).',
  );
  expect(standstillSentence({ forMs: 8000, cpuShare: 0.4 }, '/app')).toContain(
    'it computed, at least in part',
  );
});

it('who had work to do and no processor has not waited for something else', () => {
  expect(standstillSentence({ forMs: 8000, cpuShare: 0.06, queuedShare: 0.93 }, '/app')).toBe(
    'The event loop stood still for 8 s; it had work to do, and got no processor for 93 % of that time (6 % of a core).',
  );
  expect(standstillSentence({ forMs: 8000, cpuShare: 0.01, queuedShare: 0.01 }, '/app')).toContain(
    'it waited',
  );
});

it('a stack without a frame of the application is told by its innermost frame', () => {
  expect(ownFrames(stack.slice(0, 2), '/app')).toEqual(['readSync (node:fs:700)']);
  expect(ownFrames([], '/app')).toEqual([]);
});
