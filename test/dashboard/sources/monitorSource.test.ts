import { describe, expect, it } from 'vitest';
import { monitorSource, type ObservableMonitor } from '../../../src/dashboard/sources/monitorSource.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { historyOf, leakEvent, noon, rowOf, wireRow } from '../given.ts';

class GivenMonitor implements ObservableMonitor {
  readonly intervalMs = 500;
  readonly history = {
    columns: () => {
      const { fields, columns, stepMs } = historyOf([rowOf({ time: noon })], { stepMs: 500 });
      return { fields, columns, stepMs };
    },
  };
  sample: ((row: Float64Array) => void) | undefined;
  event: ((event: MemoryEvent) => void) | undefined;

  onSample(listener: (row: Float64Array) => void): () => void {
    this.sample = listener;
    return () => {
      this.sample = undefined;
    };
  }

  onEvent(listener: (event: MemoryEvent) => void): () => void {
    this.event = listener;
    return () => {
      this.event = undefined;
    };
  }
}

describe('monitorSource', () => {
  it('is one process, the page itself', async () => {
    const [process] = await monitorSource(new GivenMonitor(), { name: 'game', now: () => noon }).processes();
    expect(process).toMatchObject({
      state: 'live',
      identity: { role: 'page', name: 'game', intervalMs: 500 },
    });
    const [unnamed] = await monitorSource(new GivenMonitor()).processes();
    expect(unnamed?.identity.name).toBe('this page');
  });

  it('asks the history of the monitor', async () => {
    const answer = await monitorSource(new GivenMonitor()).history('page', { fromMs: 0, toMs: noon });
    expect(answer).toMatchObject({ id: 'page', stepMs: 500, events: [] });
    expect(answer.columns[0]).toEqual([noon]);
  });

  it('copies samples and hands on events, until it is ended', () => {
    const monitor = new GivenMonitor();
    const heard: unknown[] = [];
    const end = monitorSource(monitor).subscribe({
      message: (message) => heard.push(message),
      connection: (connection) => heard.push(connection),
    });
    const row = rowOf({ time: noon });
    monitor.sample?.(row);
    row.fill(0);
    monitor.event?.(leakEvent(noon));
    expect(heard).toEqual([
      'open',
      { type: 'sample', id: 'page', row: wireRow({ time: noon }) },
      { type: 'event', id: 'page', event: leakEvent(noon) },
    ]);
    end();
    expect([monitor.sample, monitor.event]).toEqual([undefined, undefined]);
  });

  it('tells a dashboard that is opened later what has happened meanwhile', async () => {
    const monitor = new GivenMonitor();
    const source = monitorSource(monitor);
    for (let second = 0; second < 250; second++) monitor.event?.(leakEvent(noon + second * 1_000));
    const all = await source.history('page', { fromMs: 0, toMs: Number.POSITIVE_INFINITY });
    expect(all.events).toHaveLength(200);
    expect(all.events.at(-1)?.time).toBe(noon + 249_000);
    const some = await source.history('page', { fromMs: noon + 248_000, toMs: noon + 248_500 });
    expect(some.events.map(({ time }) => time)).toEqual([noon + 248_000]);
  });
});
