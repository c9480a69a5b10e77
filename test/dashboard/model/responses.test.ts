import { describe, expect, it } from 'vitest';
import { responsesText } from '../../../src/dashboard/model/responses.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import type { StrategyApplied } from '../../../src/wire/response.ts';
import { megabyte, noon, recyclingEvent, strategyEvent } from '../given.ts';

const minute = 60_000;

describe('what was done about pressure, in words', () => {
  it('adds up what each strategy has freed, as measured, and for how long the thread stood still', () => {
    const events = [
      strategyEvent(noon - 9 * minute),
      strategyEvent(noon - 8 * minute, { strategy: 'collect', freedBytes: megabyte, pauseMs: 1_375 }),
      strategyEvent(noon - 7 * minute, {
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
    const [mixed] = responsesText([strategyEvent(noon), strategyEvent(noon, estimate)], noon).strategies;
    expect(mixed?.freed).toBe('9 MB and claims 3 MB, not measured');
    const nothing: Partial<StrategyApplied> = { measured: false, freedBytes: undefined, pauseMs: undefined };
    // Older agents do not say what came of it.
    const { result: _, ...older } = strategyEvent(noon, { ...nothing, strategy: 'close' })
      .payload as StrategyApplied;
    const events: MemoryEvent[] = [{ time: noon, type: 'memory:strategy_applied', payload: older }];
    expect(responsesText(events, noon).strategies).toMatchObject([
      { freed: 'not known', pauses: '–', outcome: 'Effect not known', tone: 'quiet' },
    ]);
  });

  it('has one line for each replacement, as far as it has come', () => {
    const events = [
      recyclingEvent(noon - 3 * minute, {}),
      recyclingEvent(noon - 2 * minute, { id: '4721' }),
      recyclingEvent(noon - minute, { step: 'done', replacement: '4799' }),
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
