import { describe, expect, it } from 'vitest';
import { pressureAccount } from '../../src/reporting/pressureAccount.ts';
import { pressureSentences } from '../../src/reporting/words/pressureSentences.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import type { StrategyApplied } from '../../src/wire/response.ts';
import { mib } from '../monitoring/simulation.ts';

function told(...applied: readonly Partial<StrategyApplied>[]): string | undefined {
  const events = applied.map(
    (each, index): MemoryEvent => ({
      time: index,
      type: 'memory:strategy_applied',
      payload: {
        strategy: 'low-memory',
        level: 'warning',
        freedBytes: undefined,
        measured: false,
        pauseMs: undefined,
        ...each,
      },
    }),
  );
  const account = pressureAccount(events, { fromMs: 0, toMs: 1000 });
  return pressureSentences(account, String)[1];
}

const claim: Partial<StrategyApplied> = { result: 'claimed', claimedBytes: 40 * mib };
const freed: Partial<StrategyApplied> = {
  result: 'freed',
  freedBytes: 7 * mib,
  measured: true,
  claimedBytes: 90 * mib,
};

describe('what a strategy claims', () => {
  it('is told apart from what was measured', () => {
    expect(told(claim)).toBe(
      'low-memory: once, claims 40 MB; not measured (1 claimed what was not measured)',
    );
    expect(told(claim, freed, claim)).toBe(
      'low-memory: 3 times, 7 MB freed as measured, claims 80 MB more; not measured (2 claimed what was not measured, 1 freed memory)',
    );
    expect(told(freed)).toBe('low-memory: once, 7 MB freed as measured (1 freed memory)');
    expect(told({ result: 'unknown' })).toBe(
      'low-memory: once, what it freed was not measured (1 nobody knows what it freed)',
    );
  });
});
