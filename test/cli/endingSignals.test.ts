import { describe, expect, it } from 'vitest';
import { endingSignals, isAskedBy } from '../../src/cli/endingSignals.ts';

describe('a signal that asks for an end', () => {
  it('is one of a terminal or a supervisor, and the one by which nodemon restarts', () => {
    for (const signal of [...endingSignals, 'SIGUSR2']) expect(isAskedBy(signal)).toBe(true);
    for (const signal of ['SIGKILL', 'SIGABRT', 'SIGSEGV', 'SIGUSR1', null]) {
      expect(isAskedBy(signal)).toBe(false);
    }
  });

  it('does not silence an end that comes after an order of nodemon', () => {
    expect(endingSignals).not.toContain('SIGUSR2');
  });
});
