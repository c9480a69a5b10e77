import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { faultSignals, signalOfShellCode } from '../../../src/recording/death/signals.ts';

describe('the exit code by which a shell tells of a signal', () => {
  it('is 128 and its number on this system, of each of them', () => {
    expect([129, 134, 137, 139, 143].map(signalOfShellCode)).toEqual([
      'SIGHUP',
      'SIGABRT',
      'SIGKILL',
      'SIGSEGV',
      'SIGTERM',
    ]);
    for (const number of new Set(Object.values(constants.signals))) {
      const name = signalOfShellCode(128 + number) as NodeJS.Signals;
      expect(constants.signals[name]).toBe(number);
    }
    for (const name of faultSignals) {
      expect(signalOfShellCode(128 + constants.signals[name as NodeJS.Signals])).toBe(name);
    }
  });

  it('is no code of another kind', () => {
    for (const code of [0, 1, 9, 127, 128, 255]) expect(signalOfShellCode(code)).toBeUndefined();
  });
});
