import { describe, expect, it } from 'vitest';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { megabyte, noon } from '../dashboard/given.ts';
import { type Mounted, mount } from './mounted.ts';

const limit = { kind: 'heap', usedBytes: 1, limitBytes: 2, ratio: 0.5 } as const;
const change: MemoryEvent = {
  time: noon - 9_000,
  type: 'memory:pressure_changed',
  payload: { level: 'warning', previousLevel: 'normal', capacity: { limits: [limit], binding: limit } },
};
const applied: MemoryEvent = {
  time: noon - 5_000,
  type: 'memory:strategy_applied',
  payload: {
    strategy: 'prune-caches',
    level: 'warning',
    freedBytes: 9 * megabyte,
    measured: true,
    pauseMs: 38,
    result: 'freed',
  },
};
const recycling: MemoryEvent = {
  time: noon - 1_000,
  type: 'memory:recycling',
  payload: {
    kind: 'application',
    id: '4711',
    step: 'begun',
    cause: 'leak',
    reason: 'Its leak is confirmed.',
  },
};

/** What was done is loaded where there is any. */
async function loaded(page: Mounted, selector: string): Promise<void> {
  await expect
    .poll(() => page.root.querySelector(`.pressure ${selector}`), { timeout: 10_000 })
    .not.toBeNull();
}

describe('the pressure panel', () => {
  it('says which limit binds, and that nothing had to be done', async () => {
    const page = await mount();
    expect(page.text('.pressure')).toBe(
      'PressurenormalThe heap limit binds: 3 % of 2 GB. No strategy has been applied.',
    );
    expect(page.find('.pressure-state').dataset.tone).toBe('calm');
  });

  it('lists what was done, what it has freed, and who was replaced', async () => {
    const page = await mount({ events: [change, applied] });
    expect(page.text('.pressure-state')).toBe('warning since 11:59');
    await loaded(page, 'tbody');
    expect(page.text('.pressure tbody')).toBe('prune-caches1 ×9 MB38 ms11:59:55Freed memory');
    expect(page.find('.pressure .none').lastElementChild?.hasAttribute('hidden')).toBe(true);
    page.source.send({ type: 'event', id: '4711', event: recycling });
    await loaded(page, '.recyclings');
    expect(page.text('.recyclings')).toBe('Process 4711 is being replaced11:59:59Its leak is confirmed.');
  });

  it('scrolls its table by the arrows where it is too wide, and leaves them alone elsewhere', async () => {
    const narrow = await mount({ events: [change, applied], width: 340 });
    await loaded(narrow, '.table');
    expect(narrow.press('ArrowRight', narrow.find('.pressure .table')).defaultPrevented).toBe(false);
    const wide = await mount({ events: [change, applied] });
    await loaded(wide, '.table');
    expect(wide.press('ArrowRight', wide.find('.pressure .table')).defaultPrevented).toBe(true);
  });
});
