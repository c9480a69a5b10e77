import { describe, expect, it } from 'vitest';
import { responsesText } from '../../../src/dashboard/model/responses.ts';
import type { MemoryEvent, Recycling, StrategyApplied } from '../../../src/wire/event.ts';
import { megabyte, noon } from '../given.ts';

const minute = 60_000;

function applied(time: number, strategy: Partial<StrategyApplied> = {}): MemoryEvent {
  const payload: StrategyApplied = {
    strategy: 'prune-caches',
    level: 'warning',
    freedBytes: 9 * megabyte,
    measured: true,
    pauseMs: 38.4,
    result: 'freed',
    ...strategy,
  };
  return { time, type: 'memory:strategy_applied', payload };
}

function recycled(time: number, recycling: Partial<Recycling>): MemoryEvent {
  const payload: Recycling = {
    kind: 'cluster-worker',
    id: '4720',
    step: 'begun',
    cause: 'leak',
    reason: 'Its leak is confirmed.',
    ...recycling,
  };
  return { time, type: 'memory:recycling', payload };
}

describe('what was done about pressure, in words', () => {
  it('adds up what each strategy has freed, as measured, and for how long the thread stood still', () => {
    const events = [
      applied(noon - 9 * minute),
      applied(noon - 8 * minute, { strategy: 'collect', freedBytes: megabyte, pauseMs: 1_375 }),
      applied(noon - 7 * minute, {
        freedBytes: 0.2 * megabyte,
        result: 'freed-nothing',
        detail: 'Pruned 3 caches.',
      }),
    ];
    expect(responsesText(events, noon).strategies).toEqual([
      {
        strategy: 'prune-caches',
        times: 2,
        freed: '9.2 MB',
        pauses: '77 ms',
        last: '11:53:00',
        outcome: 'Freed nothing worth a word. Pruned 3 caches.',
        tone: 'advisory',
      },
      {
        strategy: 'collect',
        times: 1,
        freed: '1 MB',
        pauses: '1,375 ms',
        last: '11:52:00',
        outcome: 'Freed memory',
        tone: 'calm',
      },
    ]);
  });

  it('tells what was measured from what was not', () => {
    const estimate = { measured: false, freedBytes: 3 * megabyte, pauseMs: undefined };
    const [mixed] = responsesText([applied(noon), applied(noon, estimate)], noon).strategies;
    expect(mixed?.freed).toBe('9 MB and claims 3 MB, not measured');
    const nothing: Partial<StrategyApplied> = { measured: false, freedBytes: undefined, pauseMs: undefined };
    // Older agents do not say what came of it.
    const { result: _, ...older } = applied(noon, { ...nothing, strategy: 'close' })
      .payload as StrategyApplied;
    const events: MemoryEvent[] = [{ time: noon, type: 'memory:strategy_applied', payload: older }];
    expect(responsesText(events, noon).strategies).toMatchObject([
      { freed: 'not known', pauses: '–', outcome: 'Effect not known', tone: 'quiet' },
    ]);
  });

  it('has one line for each replacement, as far as it has come', () => {
    const events = [
      recycled(noon - 3 * minute, {}),
      recycled(noon - 2 * minute, { id: '4721' }),
      recycled(noon - minute, { step: 'done', replacement: '4799' }),
    ];
    expect(responsesText(events, noon).recyclings).toEqual([
      {
        clock: '11:59:00',
        tone: 'calm',
        title: 'Worker 4720 replaced by 4799',
        detail: 'Its leak is confirmed.',
      },
      {
        clock: '11:58:00',
        tone: 'warning',
        title: 'Worker 4721 is being replaced',
        detail: 'Its leak is confirmed.',
      },
    ]);
  });
});
