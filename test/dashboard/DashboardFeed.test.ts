import { describe, expect, it } from 'vitest';
import { DashboardFeed } from '../../src/dashboard/DashboardFeed.ts';
import { GivenSource } from './GivenSource.ts';
import { historyOf, leakEvent, megabyte, noon, processOf, rowOf, wireRow } from './given.ts';

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function given() {
  const clock = { nowMs: noon };
  const source = new GivenSource();
  source.known = [processOf()];
  source.answer = (id) => historyOf([rowOf({ time: noon - 2_000 }), rowOf({ time: noon - 1_000 })], { id });
  const heard = { changes: 0, samples: 0 };
  const feed = new DashboardFeed(source, () => clock.nowMs);
  feed.listen({
    changed: () => {
      heard.changes++;
    },
    sampleArrived: () => {
      heard.samples++;
    },
  });
  return { source, feed, heard, clock };
}

async function connected() {
  const all = given();
  all.source.connect();
  await settled();
  return all;
}

function times(feed: DashboardFeed): number[] {
  return [...feed.store.values('time')].map((time) => time - noon);
}

describe('DashboardFeed', () => {
  it('waits for the connection, then fetches processes and the history of the main one', async () => {
    const { source, feed } = given();
    expect(feed.connection).toBe('connecting');
    expect(feed.loaded).toBe(false);
    expect(feed.events).toEqual([]);
    source.connect();
    await settled();
    expect(feed.connection).toBe('open');
    expect(feed.loaded).toBe(true);
    expect(feed.selected?.identity.id).toBe('4711');
    expect(times(feed)).toEqual([-2_000, -1_000]);
    expect(source.asked).toEqual([{ id: '4711', fromMs: noon - 3_600_000, toMs: noon }]);
  });

  it('tells when there is something to show for the first time, whoever listens', async () => {
    const { source, feed } = given();
    let loaded = false;
    void feed.whenLoaded.then(() => {
      loaded = true;
    });
    await settled();
    expect(loaded).toBe(false);
    source.connect();
    await settled();
    expect(loaded).toBe(true);
  });

  it('appends live samples of the selected process alone', async () => {
    const { source, feed, heard } = await connected();
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon }) });
    source.send({ type: 'sample', id: '9', row: wireRow({ time: noon + 1, rssBytes: 90 * megabyte }) });
    source.send({ type: 'sample', id: '10', row: [noon, null] });
    expect(times(feed)).toEqual([-2_000, -1_000, 0]);
    expect(heard.samples).toBe(1);
    expect(feed.rssBytes('9')).toBe(90 * megabyte);
    expect(feed.rssBytes('10')).toBeUndefined();
  });

  it('has samples of the processes that are not selected painted once a second, however many there are', async () => {
    const { source, heard, clock } = await connected();
    const before = heard.changes;
    const others = (): void => {
      for (let id = 10; id < 110; id++)
        source.send({ type: 'sample', id: String(id), row: wireRow({ time: noon }) });
    };
    others();
    clock.nowMs += 999;
    others();
    expect(heard.changes - before).toBe(1);
    clock.nowMs += 1;
    others();
    expect(heard.changes - before).toBe(2);
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon }) });
    expect(heard.changes - before).toBe(3);
  });

  it('lets samples wait that come before the history', async () => {
    const { source, feed } = given();
    source.connect();
    source.send({ type: 'process', process: processOf() });
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon - 1_000 }) });
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon }) });
    expect(feed.store.length).toBe(0);
    await settled();
    expect(times(feed)).toEqual([-2_000, -1_000, 0]);
  });

  it('asks for the finer tiers of a long history, from coarse to fine', async () => {
    const { source, feed } = given();
    source.known = [processOf({ startedAt: noon - 86_400_000 })];
    source.answer = (id, { fromMs }) => {
      const stepMs = fromMs === noon - 86_400_000 ? 60_000 : fromMs === noon - 7_200_000 ? 10_000 : 1_000;
      return historyOf([rowOf({ time: fromMs }), rowOf({ time: noon - stepMs })], { id, stepMs });
    };
    source.connect();
    await settled();
    expect(times(feed)).toEqual([-86_400_000, -7_200_000, -900_000, -1_000]);
  });

  it('looks at the end of a process that is gone', async () => {
    const { source } = given();
    const exit = { time: noon - 40_000_000, code: 0, signal: null };
    source.known = [processOf({ startedAt: noon - 86_400_000 }, { state: 'gone', exit })];
    source.answer = (id) => historyOf([], { id, stepMs: 60_000 });
    source.connect();
    await settled();
    expect(source.asked.map(({ fromMs }) => fromMs - noon)).toEqual([-86_400_000, -47_200_000, -40_900_000]);
  });

  it('keeps the events of each process apart and knows those of the history', async () => {
    const { source, feed } = given();
    source.answer = (id) => historyOf([], { id, events: [leakEvent(noon - 5)] });
    source.connect();
    await settled();
    source.send({ type: 'event', id: '4711', event: leakEvent(noon - 5) });
    source.send({ type: 'event', id: '4711', event: leakEvent(noon) });
    source.send({ type: 'event', id: '9', event: leakEvent(noon + 1) });
    expect(feed.events.map(({ time }) => time - noon)).toEqual([-5, 0]);
  });

  it('shows another process from its own history', async () => {
    const { source, feed } = await connected();
    source.send({ type: 'process', process: processOf({ id: '9', pid: 9, role: 'child' }) });
    feed.select('9');
    feed.select('9');
    expect(feed.store.length).toBe(0);
    await settled();
    expect(feed.selected?.identity.id).toBe('9');
    expect(source.asked.map(({ id }) => id)).toEqual(['4711', '9']);
    expect(feed.store.length).toBe(2);
  });

  it('shows nobody in the place of a process that it does not know, and that one when it comes', async () => {
    const { source, feed } = given();
    feed.prefer('9');
    expect(feed.unknownId).toBeUndefined();
    source.connect();
    await settled();
    expect([feed.selected, feed.unknownId, feed.loaded]).toEqual([undefined, '9', true]);
    expect(source.asked).toEqual([]);
    source.send({ type: 'process', process: processOf({ id: '9', pid: 9, role: 'child' }) });
    await settled();
    expect([feed.selected?.identity.id, feed.unknownId]).toEqual(['9', undefined]);
    feed.prefer('10');
    await settled();
    expect([feed.selected, feed.unknownId, feed.store.length]).toEqual([undefined, '10', 0]);
  });

  it('throws away what comes of a process that is not wanted any more', async () => {
    const { source, feed } = await connected();
    source.send({ type: 'process', process: processOf({ id: '9', pid: 9, role: 'child' }) });
    let answerLate: () => void = () => {};
    source.answer = (id) =>
      new Promise((resolve) => {
        answerLate = () => resolve(historyOf([rowOf({ time: 9 })], { id }));
      });
    feed.prefer('9');
    await settled();
    feed.prefer('unknown');
    answerLate();
    await settled();
    expect([feed.selected, feed.store.length]).toEqual([undefined, 0]);
  });

  it('throws an answer away that was overtaken', async () => {
    const { source, feed } = await connected();
    source.send({ type: 'process', process: processOf({ id: '9', pid: 9, role: 'child' }) });
    let answerLate: () => void = () => {};
    source.answer = (id) =>
      id === '9'
        ? new Promise((resolve) => {
            answerLate = () => resolve(historyOf([rowOf({ time: 9 })], { id }));
          })
        : historyOf([rowOf({ time: noon })], { id });
    feed.select('9');
    await settled();
    feed.select('4711');
    await settled();
    answerLate();
    await settled();
    expect(times(feed)).toEqual([0]);
  });

  it('says that it reconnects, and does not fetch again what is replayed', async () => {
    const { source, feed } = await connected();
    source.connect('lost');
    expect(feed.connection).toBe('reconnecting');
    source.connect('connecting');
    expect(feed.connection).toBe('reconnecting');
    source.connect();
    await settled();
    expect(feed.connection).toBe('open');
    expect(source.asked).toHaveLength(1);
  });

  it('says that the other side has ended, until one answers again', async () => {
    const { source, feed } = await connected();
    source.send({ type: 'end' });
    source.connect('lost');
    expect(feed.connection).toBe('ended');
    source.connect();
    await settled();
    expect(feed.connection).toBe('open');
  });

  it('fetches the history again after a reset', async () => {
    const { source, feed } = await connected();
    source.answer = (id) => historyOf([rowOf({ time: noon + 5_000 })], { id });
    source.send({ type: 'reset' });
    await settled();
    expect(times(feed)).toEqual([5_000]);
  });

  it('shows the first choice of a server that was started anew, where nobody has chosen', async () => {
    const { source, feed } = await connected();
    source.known = [processOf({ id: '99', pid: 99 })];
    source.send({ type: 'reset' });
    await settled();
    expect([feed.selected?.identity.id, feed.processes.size, feed.store.length]).toEqual(['99', 1, 2]);
    expect(source.asked.map(({ id }) => id)).toEqual(['4711', '99']);
  });

  it('shows nobody in the place of the chosen one that a server started anew does not know', async () => {
    const { source, feed } = await connected();
    feed.prefer('4711');
    source.known = [];
    source.send({ type: 'reset' });
    source.send({ type: 'process', process: processOf({ id: '99', pid: 99 }) });
    await settled();
    expect([feed.selected, feed.unknownId, feed.store.length]).toEqual([undefined, '4711', 0]);
    // It was told of while the list was on its way.
    expect(feed.processes.listed().map(({ process }) => process.identity.id)).toEqual(['99']);
    expect(source.asked.map(({ id }) => id)).toEqual(['4711']);
  });

  it('tells nothing of a former process with the same id, as in a container', async () => {
    const { source, feed } = await connected();
    source.send({ type: 'event', id: '4711', event: leakEvent(noon) });
    source.send({ type: 'process', process: processOf() });
    expect(feed.events).toHaveLength(1);
    source.known = [processOf({ startedAt: noon + 60_000 })];
    source.send({ type: 'reset' });
    await settled();
    expect(feed.events).toEqual([]);
  });

  it('asks again with the next sample when the history could not be fetched', async () => {
    const { source, feed } = given();
    source.answer = () => Promise.reject(new Error('status 500'));
    source.connect();
    await settled();
    expect(feed.loaded).toBe(false);
    source.answer = (id) => historyOf([rowOf({ time: noon - 1_000 })], { id });
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon }) });
    await settled();
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon + 1_000 }) });
    expect(times(feed)).toEqual([-1_000, 0, 1_000]);
  });

  it('counts as lost when the processes can not be fetched', async () => {
    const { source, feed } = given();
    source.known = new Error('status 500');
    source.connect();
    await settled();
    expect(feed.connection).toBe('reconnecting');
    source.known = [processOf()];
    source.connect();
    await settled();
    expect(feed.loaded).toBe(true);
  });

  it('asks again for processes with the next message, and is connected then', async () => {
    const { source, feed } = given();
    source.connect();
    await settled();
    source.known = new Error('status 500');
    source.send({ type: 'reset' });
    await settled();
    expect(feed.connection).toBe('reconnecting');
    source.known = [processOf(), processOf({ id: '9', pid: 9 })];
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon }) });
    await settled();
    expect(feed.connection).toBe('open');
    expect(feed.processes.size).toBe(2);
  });

  it('is loaded where there is no process, and waits for one', async () => {
    const { source, feed } = given();
    source.known = [];
    source.connect();
    await settled();
    expect(feed.loaded).toBe(true);
    expect(feed.selected).toBeUndefined();
    source.send({ type: 'reset' });
    source.send({ type: 'process', process: processOf() });
    await settled();
    expect(feed.store.length).toBe(2);
  });

  it('fetches the history anew when the store is full, because the past has become coarser', async () => {
    const { source, feed } = await connected();
    for (let index = 0; index < feed.store.size - 2; index++) {
      source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon + index * 1_000 }) });
    }
    expect(source.asked).toHaveLength(2);
    await settled();
    expect(feed.store.length).toBe(2);
  });

  it('drops the oldest samples instead where the source keeps everything', async () => {
    const { source, feed } = given();
    const rows = Array.from({ length: 8_192 }, (_, index) =>
      rowOf({ time: noon - 9_000_000 + index * 1_000 }),
    );
    source.answer = (id) => historyOf(rows, { id });
    source.connect();
    await settled();
    source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon }) });
    expect(source.asked).toHaveLength(1);
    expect(feed.store.latest('time')).toBe(noon);
  });

  it('lets at most a thousand samples wait', async () => {
    const { source, feed } = given();
    source.known = [];
    source.answer = () => new Promise(() => {});
    source.connect();
    source.send({ type: 'process', process: processOf() });
    for (let index = 0; index < 1_200; index++) {
      source.send({ type: 'sample', id: '4711', row: wireRow({ time: noon + index }) });
    }
    source.answer = (id) => historyOf([], { id });
    source.send({ type: 'reset' });
    await settled();
    expect(feed.store.length).toBeLessThanOrEqual(1_000);
  });

  it('ends the stream, and hears no late answer', async () => {
    const { source, feed } = given();
    source.connect();
    feed.destroy();
    await settled();
    expect(source.subscribed).toBe(false);
    expect(feed.store.length).toBe(0);
  });
});
