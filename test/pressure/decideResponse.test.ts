import { describe, expect, it } from 'vitest';
import {
  cooldownOf,
  decideResponse,
  type ResponseMoment,
  type StrategyState,
  type UnderWay,
} from '../../src/pressure/decideResponse.ts';
import type { PressureLevel } from '../../src/wire/event.ts';

interface Named extends StrategyState {
  readonly name: string;
}

const never = Number.NEGATIVE_INFINITY;

function state(name: string, given: Partial<StrategyState> = {}): Named {
  return {
    name,
    level: 'warning',
    priority: 0,
    cost: 1,
    cooldownMs: 30_000,
    endedAt: never,
    fruitless: 0,
    share: 0.9,
    ...given,
  };
}

function decided(moment: Partial<ResponseMoment<Named>>): string | undefined {
  return decideResponse({
    time: 1_000_000,
    level: 'warning',
    levelSince: 990_000,
    share: 0.9,
    underWay: [],
    lastEndedAt: never,
    lastHelped: true,
    strategies: [],
    ...moment,
  })?.name;
}

const warning = state('low');
const critical = state('critical', { level: 'critical', cost: 10, cooldownMs: 10_000 });
const recovery = state('reopen', { level: 'normal' });

const ours = state('ours', { level: 'critical', cost: 10, usual: true });
const usualLow = state('low', { usual: true });
const others = [state('another', { level: 'critical', priority: 1 })];

function begun(strategy: Named, level: PressureLevel = 'warning', startedAt = 999_900): UnderWay<Named> {
  return { strategy, level, startedAt };
}

const collects = { level: 'critical', collectible: true, share: 0.91 } as const;
const collected = state('ours', { level: 'critical', usual: true, cooldownMs: 1000, endedAt: 999_400 });

const disproved = state('ours', {
  level: 'critical',
  usual: true,
  disproved: true,
  share: 0.64,
  endedAt: 999_900,
});
const premature = { level: 'critical', lastEndedAt: 999_900, strategies: [disproved] } as const;

const table: readonly (readonly [string, Partial<ResponseMoment<Named>>, string | undefined])[] = [
  ['garbage is back before the cooldown is over', { ...collects, strategies: [collected] }, 'ours'],
  ['it is back, and is not all', { ...collects, collectible: false, strategies: [collected] }, undefined],
  [
    'it is back, and the last collection freed nothing',
    { ...collects, strategies: [{ ...collected, fruitless: 1 }] },
    undefined,
  ],
  [
    'memory is only likely to be short, and ours would act',
    { unproved: true, strategies: [usualLow] },
    undefined,
  ],
  [
    'memory is only likely to be short, and somebody else would act',
    { unproved: true, strategies: [warning] },
    'low',
  ],
  [
    'memory is only likely to be short, and critical',
    { level: 'critical', unproved: true, strategies: [ours] },
    'ours',
  ],
  ['it was thought premature, and memory has grown on', { ...premature, share: 0.68 }, 'ours'],
  [
    'it was thought premature, and others wait for what was done last',
    { ...premature, share: 0.68, strategies: [...others, disproved] },
    'ours',
  ],
  ['it was thought premature, and memory has not grown', { ...premature, share: 0.66 }, undefined],
  ['nothing is registered', {}, undefined],
  ['memory suffices', { level: 'normal', strategies: [warning, critical] }, undefined],
  ['memory has always sufficed', { level: 'normal', levelSince: never, strategies: [recovery] }, undefined],
  ['pressure is over', { level: 'normal', strategies: [recovery] }, 'reopen'],
  [
    'pressure is over, and that was answered',
    { level: 'normal', strategies: [state('reopen', { level: 'normal', endedAt: 995_000 })] },
    undefined,
  ],
  [
    'pressure is over once more',
    { level: 'normal', strategies: [state('reopen', { level: 'normal', endedAt: 900_000 })] },
    'reopen',
  ],
  ['the level is warning', { strategies: [critical, warning, recovery] }, 'low'],
  ['the level is critical', { level: 'critical', strategies: [warning, critical, recovery] }, 'critical'],
  [
    'the level is critical, and the strategy of that level has had its turn',
    {
      level: 'critical',
      lastEndedAt: 999_000,
      strategies: [warning, state('critical', { level: 'critical', endedAt: 999_000 })],
    },
    'low',
  ],
  ['an application is under way', { underWay: [begun(state('hangs'))], strategies: [warning] }, undefined],
  [
    'the level is critical, and what is under way began at a lower one',
    { level: 'critical', underWay: [begun(warning)], strategies: [warning, critical] },
    'critical',
  ],
  [
    'the level is critical, and ours of that level is under way',
    { level: 'critical', underWay: [begun(ours, 'critical', 990_000)], strategies: [critical, usualLow] },
    undefined,
  ],
  [
    'the level is critical, and one of somebody else has been under way for less than a second',
    { level: 'critical', underWay: [begun(critical, 'critical', 999_100)], strategies: [ours] },
    undefined,
  ],
  [
    'the level is critical, and one of somebody else has been under way for a second',
    { level: 'critical', underWay: [begun(critical, 'critical', 999_000)], strategies: [critical, ours] },
    'ours',
  ],
  [
    'the level is critical, and only itself has been under way, for long',
    { level: 'critical', underWay: [begun(critical, 'critical', 990_000)], strategies: [critical] },
    undefined,
  ],
  [
    'nothing is known to have been freed by somebody with a higher priority',
    { level: 'critical', lastHelped: false, strategies: [...others, ours, usualLow] },
    'ours',
  ],
  [
    'somebody with a higher priority has freed memory',
    { level: 'critical', lastHelped: true, strategies: [...others, ours] },
    'another',
  ],
  ['the last one has not had its effect', { lastEndedAt: 998_500, strategies: [warning] }, undefined],
  ['the last one has had its effect', { lastEndedAt: 998_000, strategies: [warning] }, 'low'],
  [
    'there is little time to wait for an effect',
    { level: 'critical', lastEndedAt: 999_500, strategies: [critical] },
    'critical',
  ],
  ['it is cooling down', { strategies: [state('low', { endedAt: 970_001 })] }, undefined],
  ['it has cooled down', { strategies: [state('low', { endedAt: 970_000 })] }, 'low'],
  [
    'it has freed nothing, and waits for twice as long',
    { strategies: [state('low', { endedAt: 940_001, fruitless: 1 })] },
    undefined,
  ],
  [
    'it has freed nothing, and has waited for twice as long',
    { strategies: [state('low', { endedAt: 940_000, fruitless: 1 })] },
    'low',
  ],
  [
    'it has freed nothing, but memory has become worse since',
    { share: 0.94, strategies: [state('low', { endedAt: 970_000, fruitless: 4 })] },
    'low',
  ],
  ['two are due: the higher priority', { strategies: [warning, state('first', { priority: 1 })] }, 'first'],
  ['two are due: the lower cost', { strategies: [state('dear', { cost: 5 }), warning] }, 'low'],
  [
    'two are due: priority before cost',
    { strategies: [state('dear', { cost: 5, priority: 1 }), warning] },
    'dear',
  ],
  ['two are due: the earlier one', { strategies: [warning, state('later')] }, 'low'],
  [
    'the better one cools down',
    { strategies: [state('first', { priority: 1, endedAt: 990_000 }), warning] },
    'low',
  ],
];

describe('what is done', () => {
  it.each(table)('where %s', (_case, moment, name) => {
    expect(decided(moment)).toBe(name);
  });

  it('comes as soon as ever where something else is short than what it freed nothing of', () => {
    const fruitless = state('low', { fruitless: 4, cause: 'container' });
    expect(cooldownOf(fruitless, 0.9, 'container')).toBe(480_000);
    expect(cooldownOf(fruitless, 0.9, 'heap')).toBe(30_000);
    expect(cooldownOf({ ...fruitless, restMs: 40_000 }, 0.9, 'heap')).toBe(40_000);
    const again = { ...fruitless, endedAt: 960_000 };
    expect(decided({ strategies: [again], cause: 'container' })).toBeUndefined();
    expect(decided({ strategies: [again], cause: 'heap' })).toBe('low');
  });

  it('comes ever more rarely where it frees nothing, and never ends', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 1000].map((fruitless) =>
      cooldownOf(state('low', { fruitless }), 0.9),
    );
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 7680].map((seconds) => seconds * 1000));
  });
});
