import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LevelChange } from '../../src/pressure/MemoryPressureManagerOptions.ts';
import type { StrategyApplied } from '../../src/wire/response.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from './PressedProcess.ts';

/** Of a heap of 1,000 MB: where it rests, and which level that is once it has lasted. */
const heights = { normal: 300, warning: 760, critical: 910 } as const;
type Level = keyof typeof heights;

/** Longer than the dwell time, with looks at either end. */
const heldMs = 16_000;
/** Where all strategies get their turn, whatever their cooldown, and those that hang are given up. */
const turnsMs = 60_000;

const behaviours = ['frees nothing', 'throws', 'rejects', 'hangs', 'frees', 'looks'] as const;
type Behaviour = (typeof behaviours)[number];

const levelOf = fc.constantFrom<Level>('normal', 'warning', 'critical');
const strategyOf = fc.record({
  level: levelOf,
  behaviour: fc.constantFrom<Behaviour>(...behaviours),
  priority: fc.integer({ min: -2, max: 2 }),
  cooldownMs: fc.constantFrom(0, 500, 5000),
});

it('tells every change of the level that is held once, in a chain, to the manager and to the monitor', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ level: levelOf, heldMs: fc.constantFrom(300, 4000, heldMs) }), { maxLength: 8 }),
      fc.array(strategyOf, { maxLength: 5 }),
      async (steps, strategies) => {
        const { process, told } = made(strategies);
        const { manager, source, events } = process;
        manager.onLevelChange(() => {
          // What handlers may do: ask, and turn all of it off and on again.
          manager.getCurrentPressureLevel();
          manager.disableAutomaticManagement();
          manager.enableAutomaticManagement();
        });
        manager.enableAutomaticManagement();
        for (const step of steps) {
          source.liveBytes = heights[step.level] * mib;
          await process.pass(step.heldMs);
          if (step.heldMs < heldMs) continue;
          expect(told.at(-1)?.level ?? 'normal').toBe(step.level);
          expect(manager.getCurrentPressureLevel()).toBe(step.level);
        }
        let level = 'normal';
        for (const change of told) {
          expect(change.previousLevel).toBe(level);
          expect(change.level).not.toBe(level);
          level = change.level;
        }
        const ofMonitor = events.filter(({ type }) => type === 'memory:pressure_changed');
        expect(ofMonitor.map(({ payload }) => (payload as LevelChange).level)).toEqual(
          told.map((change) => change.level),
        );
        manager.close();
        expect(process.time.pending).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

it('gives every strategy its turn while its level is held, whatever the others do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(strategyOf, { minLength: 1, maxLength: 5 }),
      fc.array(levelOf, { maxLength: 3 }),
      levelOf,
      async (strategies, before, last) => {
        const { process } = made(strategies);
        const { manager, source } = process;
        manager.enableAutomaticManagement();
        for (const level of before) {
          source.liveBytes = heights[level] * mib;
          await process.pass(heldMs);
        }
        const wasNormal = manager.getCurrentPressureLevel() === 'normal';
        source.liveBytes = heights[last] * mib;
        await process.pass(heldMs);
        await process.pass(turnsMs);
        const names = new Set(process.told.map((payload) => (payload as StrategyApplied).strategy));
        const rank = ['normal', 'warning', 'critical'];
        for (const [index, { level }] of strategies.entries()) {
          const isDue =
            last === 'normal'
              ? level === 'normal' && !wasNormal
              : level !== 'normal' && rank.indexOf(level) <= rank.indexOf(last);
          if (isDue) expect([...names]).toContain(`strategy ${index}`);
        }
        manager.close();
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

it('tells of a level that is held while the event loop is held up again and again', async () => {
  const process = new PressedProcess({}, { samplingInterval: 200 });
  const { manager, source, time } = process;
  const told: string[] = [];
  manager.onLevelChange(({ level }) => void told.push(level));
  manager.enableAutomaticManagement();
  for (const level of ['warning', 'normal'] as const) {
    source.liveBytes = heights[level] * mib;
    for (let turn = 0; turn < 20; turn++) {
      time.block(1500);
      await process.pass(100);
    }
  }
  expect(told).toEqual(['warning', 'normal']);
  manager.close();
});

function made(
  strategies: readonly {
    level: Level;
    behaviour: Behaviour;
    priority: number;
    cooldownMs: number;
  }[],
) {
  const process = new PressedProcess();
  const { manager, source } = process;
  const told: LevelChange[] = [];
  manager.onLevelChange((change) => void told.push(change));
  strategies.forEach(({ level, behaviour, priority, cooldownMs }, index) => {
    manager.registerStrategy(level, {
      name: `strategy ${index}`,
      priority,
      cooldownMs,
      timeoutMs: 2000,
      async apply({ collect }) {
        switch (behaviour) {
          case 'throws':
          case 'rejects':
            throw new Error(behaviour);
          case 'hangs':
            return new Promise<undefined>(() => {});
          case 'frees':
            source.garbageBytes += 20 * mib;
            await collect();
            return { freedBytes: 20 * mib };
          case 'looks':
            manager.getCurrentPressureLevel();
            return undefined;
          default:
            return undefined;
        }
      },
    });
  });
  return { process, told };
}
