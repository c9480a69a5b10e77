import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from './PressedProcess.ts';

function strategy(name: string): { name: string; apply: () => undefined } {
  return { name, apply: () => undefined };
}

describe('strategies with equal names', () => {
  it('are refused, unless they are one strategy, at another level, or the first was taken out', () => {
    const { manager } = new PressedProcess();
    const first = strategy('drop');
    const takeOut = manager.registerStrategy('warning', first);
    expect(() => manager.registerStrategy('warning', strategy('drop'))).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'strategy.name', received: 'drop' }),
    );
    expect(() => manager.registerStrategy('warning', first)).not.toThrow();
    expect(() => manager.registerStrategy('critical', strategy('drop'))).not.toThrow();
    expect(() => manager.registerStrategy('warning', strategy('low-memory'))).not.toThrow();
    takeOut();
    manager.registerStrategy('warning', first)();
    expect(() => manager.registerStrategy('warning', strategy('drop'))).not.toThrow();
  });

  it('are numbered where they are functions, so that each has its turn and its record', async () => {
    const { manager, source, ...process } = new PressedProcess();
    source.liveBytes = 750 * mib;
    const drop = () => function drop() {};
    manager.registerStrategy('warning', drop() as () => undefined);
    manager.registerStrategy('warning', drop() as () => undefined);
    manager.enableAutomaticManagement();
    for (let tenth = 0; tenth < 300; tenth++) {
      process.time.pass(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    manager.close();
    expect(new Set(manager.applied.map(({ strategy: name }) => name))).toEqual(
      new Set(['low-memory', 'drop', 'drop 2']),
    );
  });
});

describe('the detail of a strategy', () => {
  it('is left out where it is no text', async () => {
    const process = new PressedProcess();
    process.source.liveBytes = 950 * mib;
    process.manager.registerStrategy('critical', {
      name: 'odd',
      priority: 9,
      apply: () => ({ detail: { x: 1 } as never }),
    });
    process.manager.enableAutomaticManagement();
    await process.pass(1500);
    expect(process.manager.applied[0]).toMatchObject({ strategy: 'odd', detail: '' });
  });
});
