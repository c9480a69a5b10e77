import { expect, it } from 'vitest';
import { DirectoryMetrics } from '../../src/prometheus/DirectoryMetrics.ts';
import { toWireRow } from '../../src/wire/codec.ts';
import type { MetricReading } from '../../src/wire/metric.ts';
import type { ProcessSummary } from '../../src/wire/process.ts';
import { toRow } from '../../src/wire/sample.ts';
import { FakeDirectory, summary } from '../serving/FakeDirectory.ts';
import { inLines, leak, strategy } from './given.ts';

const thread: ProcessSummary = {
  ...summary,
  identity: { ...summary.identity, id: '4711.2', threadId: 2, role: 'worker-thread', name: 'x'.repeat(99) },
};
const labels = 'pid=4711,thread=0,role=main,name=server.js';

function answered(...metrics: readonly MetricReading[]): FakeDirectory {
  const directory = new FakeDirectory();
  directory.answered = { type: 'metrics', metrics };
  return directory;
}

async function linesOf(metrics: DirectoryMetrics): Promise<string[]> {
  return inLines(await metrics.readings());
}

it('asks each process and thread, and tells them apart by pid, thread, role and name', async () => {
  const directory = answered({ name: 'tidemark_heap_live_bytes', value: 5 });
  directory.known = [summary, thread];
  const lines = await linesOf(new DirectoryMetrics({ directory }));
  expect(directory.calls.map(({ id, call }) => [id, call.type])).toEqual([
    ['4711', 'metrics'],
    ['4711.2', 'metrics'],
  ]);
  expect(lines).toContain(`tidemark_heap_live_bytes{${labels}} 5`);
  const cut = 'x'.repeat(64);
  expect(lines).toContain(`tidemark_heap_live_bytes{pid=4711,thread=2,role=worker-thread,name=${cut}} 5`);
  expect(lines).toContain('tidemark_processes{state=live} 2');
  expect(lines).toContain(`tidemark_process_silent{${labels}} 0`);
});

it('counts leaks and strategies of each from its events', async () => {
  const directory = answered();
  directory.known = [summary, thread];
  const metrics = new DirectoryMetrics({ directory });
  directory.say({ type: 'event', id: '4711', event: leak('confirmed') });
  directory.say({ type: 'event', id: '4711', event: strategy() });
  const lines = await linesOf(metrics);
  expect(lines).toContain(`tidemark_leaks{${labels},memory=heap,state=confirmed} 1`);
  expect(lines).toContain(`tidemark_strategy_freed_bytes_total{${labels},strategy=prune-caches} 1000`);
  expect(lines.filter((line) => /^tidemark_leaks.*confirmed} 1/.test(line))).toHaveLength(1);
  metrics.close();
  expect(directory.listeners).toBe(0);
});

it('tells the last sample of a process that does not answer, and asks it only once', async () => {
  const directory = answered();
  directory.known = [{ ...summary, state: 'silent' }];
  const asked: string[] = [];
  directory.call = (id) => {
    asked.push(id);
    return new Promise(() => {});
  };
  const metrics = new DirectoryMetrics({
    directory,
    schedule: (callback) => {
      queueMicrotask(callback);
      return () => {};
    },
  });
  const row = toRow({ time: 9_000, rssBytes: 7, oldUsedBytes: 1, heapLimitBytes: 4 });
  directory.say({ type: 'sample', id: '4711', row: toWireRow(row) });
  for (let scrape = 0; scrape < 3; scrape++) {
    const lines = await linesOf(metrics);
    expect(lines).toContain(`process_resident_memory_bytes{${labels}} 7`);
    expect(lines).toContain(`tidemark_memory_limit_bytes{${labels},kind=heap} 4`);
    expect(lines).toContain(`tidemark_last_sample_timestamp_seconds{${labels}} 9`);
    expect(lines).toContain(`tidemark_process_silent{${labels}} 1`);
    expect(lines.join()).not.toContain('tidemark_monitor_samples_total');
  }
  expect(asked).toEqual(['4711']);
});

it('tells what a thread of an older version tells, without what is of its whole process', async () => {
  const directory = new FakeDirectory();
  directory.known = [thread];
  const metrics = new DirectoryMetrics({ directory });
  const row = toRow({ time: 1, rssBytes: 7, hostUsedBytes: 1, hostTotalBytes: 2, heapUsedBytes: 3 });
  directory.say({ type: 'sample', id: '4711.2', row: toWireRow(row) });
  const lines = (await linesOf(metrics)).join('\n');
  expect(lines).toContain('nodejs_heap_size_used_bytes{');
  expect(lines).not.toMatch(/resident|kind=host/);
});

it('leaves out who has gone, counts how they ended, and begins anew with another process of the same id', async () => {
  const directory = answered();
  const metrics = new DirectoryMetrics({ directory });
  const gone = (code: number | null, startedAt = 1_000): void => {
    const process: ProcessSummary = {
      ...summary,
      identity: { ...summary.identity, startedAt },
      state: 'gone',
      exit: { time: 1, code, signal: null },
    };
    directory.say({ type: 'process', process });
    directory.say({ type: 'process', process });
    directory.known = [process];
  };
  directory.say({ type: 'event', id: '4711', event: leak('confirmed') });
  gone(null);
  expect((await linesOf(metrics)).join('\n')).not.toContain('pid=');
  const next = { ...summary, identity: { ...summary.identity, startedAt: 2_000 } };
  directory.known = [next];
  directory.say({ type: 'process', process: next });
  const lines = await linesOf(metrics);
  expect(lines).toContain(`tidemark_leaks{${labels},memory=heap,state=confirmed} 0`);
  expect(lines).toContain('tidemark_process_exits_total{outcome=lost} 1');
  gone(3, 2_000);
  directory.known = [];
  expect(await linesOf(metrics)).toContain('tidemark_process_exits_total{outcome=error} 1');
});

it('bounds what one process may tell', async () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({ name: `metric${index}`, value: 1 }));
  const { length } = await new DirectoryMetrics({ directory: answered(...many) }).readings();
  expect(length).toBeLessThan(1100);
});

it('is one page', async () => {
  const directory = answered({ name: 'tidemark_heap_live_bytes', value: 5 });
  const { body, contentType } = await new DirectoryMetrics({ directory }).page('text/plain');
  expect(contentType).toMatch(/^text\/plain/);
  expect(body).toContain('tidemark_heap_live_bytes{pid="4711",thread="0",role="main",name="server.js"} 5\n');
});
