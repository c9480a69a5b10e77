import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { UserMarks } from '../../src/monitoring/UserMarks.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { memoryEvent } from '../../src/wire/eventReader.ts';
import { FakeLogger, FakeTime, mib, ProbedSource } from './simulation.ts';

function marking() {
  const time = new FakeTime();
  const logger = new FakeLogger();
  const labels: string[] = [];
  const faults = new FaultLog(logger, time.now);
  const marks = new UserMarks({ tell: ({ label }) => labels.push(label), faults, now: time.now });
  return { time, logger, labels, marks };
}

describe('marks', () => {
  it('are told in one line of 80 letters at most', () => {
    const { marks, labels } = marking();
    expect(marks.mark('  deploy\n\t4f2c91 ')).toBe(true);
    marks.mark('x'.repeat(81));
    marks.mark('😀'.repeat(80));
    marks.mark(`deploy\u0000\u001b[2J`);
    expect(labels).toEqual(['deploy 4f2c91', `${'x'.repeat(79)}…`, '😀'.repeat(80), 'deploy [2J']);
    const event = (label: string) => ({ time: 1, type: 'memory:mark', payload: { label } });
    for (const label of labels) expect(memoryEvent(event(label), '')).toEqual(event(label));
  });

  it('are refused where they are no text, and the logger hears of it', () => {
    const { marks, labels, logger } = marking();
    for (const wrong of ['', ' \n', 7, undefined, {}]) expect(marks.mark(wrong)).toBe(false);
    expect(labels).toEqual([]);
    expect(logger.lines).toEqual([
      'warn tidemark: mark failed; the monitor goes on: label must be a text that is not empty, received ""',
    ]);
  });

  it('are ten at once, then one in six seconds, and no more for having waited long', () => {
    const { marks, labels, time } = marking();
    const markOften = (times: number): number => {
      const before = labels.length;
      for (let count = 0; count < times; count++) marks.mark('again');
      return labels.length - before;
    };
    expect(markOften(1_000)).toBe(10);
    time.pass(5_900);
    expect(markOften(1_000)).toBe(0);
    time.pass(200);
    expect(markOften(1_000)).toBe(1);
    time.pass(3_600_000);
    expect(markOften(1_000)).toBe(10);
  });

  it('reach those who listen to the monitor, with the time of its samples, and never throw', () => {
    const time = new FakeTime();
    const source = new ProbedSource(time, () => 60 * mib, { heapLimitBytes: 2048 * mib });
    const monitor = new MemoryMonitor({ source, timers: time, now: time.now });
    const heard: MemoryEvent[] = [];
    monitor.onEvent((event) => heard.push(event));
    expect(monitor.mark('deploy')).toBe(true);
    expect(monitor.mark(7 as unknown as string)).toBe(false);
    expect(heard).toEqual([
      { time: monitor.getCurrentUsage().time, type: 'memory:mark', payload: { label: 'deploy' } },
    ]);
  });
});
