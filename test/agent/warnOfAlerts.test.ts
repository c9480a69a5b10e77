import { expect, it } from 'vitest';
import { warnOfAlerts } from '../../src/agent/warnOfAlerts.ts';
import type { LeakReport, MemoryEvent } from '../../src/wire/event.ts';
import type { ProcessIdentity } from '../../src/wire/process.ts';
import { FakeMonitor } from './FakeMonitor.ts';

const leak: LeakReport = {
  id: 'a1b2c3d4',
  level: 'confirmed',
  memory: 'heap',
  rateBytesPerSecond: 50_000,
  grownBytes: 50e6,
  sinceMs: 1e6,
  pattern: 'linear',
  confidence: 0.9,
  sites: [],
  evidence: ['The live heap has grown 48 MB in 17 min.', '100 % of it is still alive.', 'And more.'],
  advice: 'Bound it.',
};

function warningsOf(
  events: readonly MemoryEvent[],
  { isHeard = false, identity = { role: 'main', threadId: 0, name: 'server.js' } as ProcessIdentity } = {},
): string[] {
  const monitor = new FakeMonitor();
  const warnings: string[] = [];
  const emitWarning = (text: unknown, options: unknown): void => {
    const { type, code } = options as { type: string; code: string };
    warnings.push(`${type} ${code}: ${text}`);
  };
  warnOfAlerts(monitor, { emitWarning } as never, { identity, isHeard });
  for (const event of events) monitor.tell(event);
  return warnings;
}

it('a confirmed leak is one line: what grows, who allocates it, what to do', () => {
  expect(warningsOf([{ type: 'memory:leak_confirmed', time: 1, payload: leak }])).toEqual([
    'TidemarkWarning TIDEMARK_LEAK_CONFIRMED: A memory leak is confirmed (a1b2c3d4). The live heap has grown 48 MB in 17 min. 100 % of it is still alive. Bound it.',
  ]);
});

it('says which thread, since a warning has the number of the process alone', () => {
  const identity = { role: 'worker-thread', threadId: 3, name: 'resize.js' } as ProcessIdentity;
  const [line] = warningsOf([{ type: 'memory:leak_confirmed', time: 1, payload: leak }], { identity });
  expect(line).toContain('A memory leak in worker thread 3 (resize.js) is confirmed (a1b2c3d4).');
});

it('is none where a bus of the application hears of it', () => {
  expect(warningsOf([{ type: 'memory:leak_confirmed', time: 1, payload: leak }], { isHeard: true })).toEqual(
    [],
  );
});

it('memory that is about to run out is one line', () => {
  const payload = { etaMs: 300_000, lowMs: 180_000, highMs: 600_000, limit: 'heap' } as const;
  const [line] = warningsOf([{ type: 'memory:out_of_memory_predicted', time: 1, payload }]);
  expect(line).toBe(
    'TidemarkWarning TIDEMARK_OUT_OF_MEMORY_PREDICTED: Memory is about to run out. At this pace the heap is full in about 5 min (3 min to 10 min).',
  );
});

it('suspicions, which are advisory, and what is over are no lines', () => {
  const at = (level: LeakReport['level']): LeakReport => ({ ...leak, level });
  expect(
    warningsOf([
      { type: 'memory:leak_suspected', time: 1, payload: at('suspected') },
      { type: 'memory:leak_withdrawn', time: 2, payload: at('withdrawn') },
    ]),
  ).toEqual([]);
});
