import { expect, it } from 'vitest';
import { effectInWords } from '../../../src/pressure/strategies/effectInWords.ts';
import type { StrategyApplied } from '../../../src/wire/response.ts';
import { mib } from '../../monitoring/simulation.ts';

const nothing = { freedBytes: undefined, claimedBytes: undefined, measured: false };

function measured(freed: number, returned: number): Partial<StrategyApplied> {
  return { result: 'freed', freedBytes: freed * mib, returnedBytes: returned * mib, measured: true };
}

it.each<[string, Partial<StrategyApplied>]>([
  ['freed 385 MB', { result: 'freed', freedBytes: 385 * mib, claimedBytes: 900 * mib, measured: true }],
  [
    'freed nothing worth a word',
    { result: 'freed-nothing', freedBytes: 3, claimedBytes: 9e9, measured: true },
  ],
  ['claims 40 MB; not measured', { result: 'claimed', claimedBytes: 40 * mib }],
  ['claims 40 MB; not measured', { result: 'freed', freedBytes: 40 * mib }],
  ['nobody knows what it freed', { result: 'unknown' }],
  ['failed', { result: 'failed', claimedBytes: 40 * mib }],
  ['was not done in time', { result: 'timed-out' }],
  ['was given up', { result: 'abandoned' }],
  ['would have been applied', { result: 'dry-run' }],
  ['freed 152 MB, and nothing went back to the system', measured(152, -3)],
  ['freed 152 MB, and 40 MB went back to the system', measured(152, 40)],
  ['freed 10 MB, and 90 MB went back to the system', measured(10, 90)],
  ['freed 152 MB', measured(152, 130)],
])('a strategy %s', (words, applied) => {
  expect(effectInWords({ ...nothing, result: undefined, ...applied } as StrategyApplied)).toBe(words);
});
