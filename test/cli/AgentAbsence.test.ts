import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentAbsence } from '../../src/cli/AgentAbsence.ts';
import { Terminal } from '../../src/cli/Terminal.ts';
import type { ProcessSummary } from '../../src/wire/process.ts';
import { FakeOutput } from './FakeOutput.ts';

const output = (): FakeOutput => new FakeOutput({ isTTY: true, columns: 80 });

function watched(screen: FakeOutput, processes: readonly ProcessSummary[]): AgentAbsence {
  const terminal = new Terminal({
    output: screen as never,
    environment: { NO_COLOR: '1' },
    now: () => new Date(2026, 0, 2, 14, 2, 10).getTime(),
  });
  return new AgentAbsence({ hub: { processes: () => processes }, terminal, title: 'npm start' });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an application of which nothing is heard', () => {
  it('is told of once, after ten seconds, with what to do', () => {
    const screen = output();
    watched(screen, []);
    vi.advanceTimersByTime(9_900);
    expect(screen.text).toBe('');
    vi.advanceTimersByTime(120_000);
    expect(screen.text.replace(/\s+/g, ' ')).toMatch(
      /^tidemark 14:02:10 not watched no Node.js process of npm start has reported in 10 s Nothing of it is watched so far\..*NODE_OPTIONS.*tidemark attach PID/,
    );
    expect(screen.text.match(/not watched/g)).toHaveLength(1);
    expect(Math.max(...screen.lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('is no news where a process of it has reported, or it has ended before', () => {
    const [reported, ended] = [output(), output()];
    watched(reported, [{} as ProcessSummary]);
    watched(ended, []).close();
    vi.advanceTimersByTime(120_000);
    expect([reported.text, ended.text]).toEqual(['', '']);
  });
});
