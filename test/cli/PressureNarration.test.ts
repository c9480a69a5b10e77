import { beforeEach, describe, expect, it } from 'vitest';
import { PressureNarration } from '../../src/cli/PressureNarration.ts';
import type { PressureLevel } from '../../src/wire/event.ts';
import type { StrategyApplied } from '../../src/wire/response.ts';

const mb = 1024 * 1024;
const start = new Date(2026, 0, 2, 14, 2, 10).getTime();
let clock: number;
let lines: string[];
let narration: PressureNarration;

beforeEach(() => {
  clock = start;
  lines = [];
  narration = new PressureNarration({
    terminal: {
      say: (tone, heading, text, sentences = []) =>
        void lines.push([`${tone}: ${heading}   ${text}`, ...sentences].join(' | ')),
    },
    who: (id) => (id === '4711' ? [] : [`in api, cluster worker ${id}`]),
  });
});

function level(next: PressureLevel, id = '4711', reason?: string): void {
  const binding = { kind: 'container', usedBytes: 410 * mb, limitBytes: 512 * mb, ratio: 0.8 } as const;
  narration.take(id, {
    time: clock,
    type: 'memory:pressure_changed',
    payload: {
      level: next,
      previousLevel: 'normal',
      capacity: { limits: [binding], binding },
      ...(reason && { reason }),
    },
  });
}

function apply(more: Partial<StrategyApplied>, id = '4711'): void {
  narration.take(id, {
    time: clock,
    type: 'memory:strategy_applied',
    payload: {
      strategy: 'low-memory',
      level: 'warning',
      freedBytes: undefined,
      measured: false,
      pauseMs: undefined,
      ...more,
    },
  });
}

const freed: Partial<StrategyApplied> = {
  strategy: 'critical-memory',
  level: 'critical',
  result: 'freed',
  freedBytes: 120 * mb,
  measured: true,
  pauseMs: 42.4,
};

describe('what is said of pressure', () => {
  it('is a line for each change of the level', () => {
    level('warning');
    level('critical', '4712');
    level('normal');
    expect(lines).toEqual([
      'warning: pressure warning   container at 410 MB, 80 % of 512 MB',
      'critical: pressure critical   container at 410 MB, 80 % of 512 MB | in api, cluster worker 4712',
      'good: pressure normal   container at 410 MB, 80 % of 512 MB',
    ]);
  });

  it('is a line for each strategy, with what was really freed, and claims as claims', () => {
    apply(freed);
    apply({ result: 'claimed', claimedBytes: 40 * mb });
    apply({ strategy: 'ours', result: 'failed' });
    expect(lines).toEqual([
      'critical: critical-memory   at critical: freed 120 MB, in a pause of 42 ms',
      'warning: low-memory   at warning: claims 40 MB; not measured',
      'warning: ours   at warning: failed',
    ]);
  });

  it('is not repeated within half a minute, and summed up afterwards', () => {
    for (let turn = 0; turn < 10; turn++) {
      apply(freed);
      level('critical');
      clock += 2000;
    }
    expect(lines).toHaveLength(2);
    clock = start + 30_000;
    apply(freed);
    level('critical');
    expect(lines.slice(2)).toEqual([
      'critical: critical-memory   at critical: freed 120 MB, in a pause of 42 ms   9 more times since 14:02, 1.1 GB freed',
      'critical: pressure critical   container at 410 MB, 80 % of 512 MB   9 more times since 14:02',
    ]);
    clock += 60_000;
    apply(freed);
    expect(lines.at(-1)).toBe('critical: critical-memory   at critical: freed 120 MB, in a pause of 42 ms');
  });

  it('of one process does not keep back what is said of another, nor one result another', () => {
    apply(freed);
    apply(freed, '4712');
    apply({ ...freed, result: 'freed-nothing', freedBytes: 5 });
    expect(lines).toHaveLength(3);
  });
});

it('of a dry run it says what would have been done', () => {
  apply({ result: 'dry-run', detail: 'It would prune 75 entries of pages (about 75 MB).' });
  expect(lines).toEqual([
    'warning: low-memory   at warning: would have been applied | It would prune 75 entries of pages (about 75 MB).',
  ]);
});

it('the level at which something is done comes before it, with the reason, and is not said again by thresholds', () => {
  const reason = 'Memory of the container is at 206 MB, 81 % of 256 MB.';
  apply({ level: 'warning', reason });
  clock += 4000;
  apply({ strategy: 'critical-memory', level: 'critical', reason });
  clock += 4000;
  level('critical');
  apply({ strategy: 'critical-memory', level: 'critical', reason });
  expect(lines).toEqual([
    `warning: pressure warning    | ${reason}`,
    'warning: low-memory   at warning: nobody knows what it freed',
    `critical: pressure critical    | ${reason}`,
    'critical: critical-memory   at critical: nobody knows what it freed',
  ]);
});

describe('a level at which nothing is done', () => {
  const reason = 'Memory of the container is at 410 MB, 80 % of 512 MB and would be used up in about 9 s.';

  it('is said once, with its reason and the limit that binds', () => {
    level('warning', '4711', reason);
    level('normal', '4711', 'Memory is short no more.');
    expect(lines).toEqual([
      `warning: pressure warning   container at 410 MB, 80 % of 512 MB | ${reason}`,
      'good: pressure normal   container at 410 MB, 80 % of 512 MB | Memory is short no more.',
    ]);
  });

  it('is not said again when something is done about it', () => {
    level('warning', '4711', reason);
    apply({ level: 'warning', reason });
    expect(lines.slice(1)).toEqual(['warning: low-memory   at warning: nobody knows what it freed']);
  });

  it('is not said where the alert of a threshold has just said it', () => {
    narration.alerted('4711', clock);
    level('critical');
    level('critical', '4712');
    expect(lines).toEqual([
      'critical: pressure critical   container at 410 MB, 80 % of 512 MB | in api, cluster worker 4712',
    ]);
  });
});
