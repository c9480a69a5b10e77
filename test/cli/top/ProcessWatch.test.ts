import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessWatch } from '../../../src/cli/top/ProcessWatch.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import type { ProcessSummary } from '../../../src/wire/process.ts';
import { at, incident, leakEvent } from '../../reporting/given.ts';
import { summary } from '../../serving/FakeDirectory.ts';
import { FakeHub } from './FakeHub.ts';

let now: number;
let hubs: FakeHub[];
let hub: FakeHub;

beforeEach(() => {
  now = at(1000);
  hub = new FakeHub();
  hub.samples = [
    [at(100), 1],
    [at(500), 2],
    [at(998), 3],
    [at(999), 4],
  ];
  hubs = [hub];
});

function watchOf(only?: string): ProcessWatch {
  return new ProcessWatch({ find: async () => hubs, now: () => now, only });
}

function other(id: string, given: Partial<ProcessSummary> = {}): ProcessSummary {
  const [pid = '', thread = '0'] = id.split('.');
  const identity = { ...summary.identity, id, pid: Number(pid), threadId: Number(thread) };
  return { ...summary, identity, ...given };
}

describe('the watch over processes', () => {
  it('asks at first for all events, ten minutes in coarse steps and the newest samples', async () => {
    const watch = watchOf();
    await watch.look();
    expect(hub.takeAsked()).toEqual([
      'processes',
      `history 4711 0 ${at(1000)} step 3600000`,
      `history 4711 ${at(400)} ${at(980)} step 10000`,
      `history 4711 ${at(980)} ${at(1000)}`,
      'incidents',
    ]);
    const [process] = watch.snapshot().processes;
    // The oldest sample was a row between the events, and is older than ten minutes.
    expect(process?.trend).toEqual({ times: [at(500), at(998), at(999)], liveBytes: [2, 3, 4] });
    expect(process?.row?.[0]).toBe(at(999));
  });

  it('asks for the newest samples before the end of one that has ended, and not for a mean of them', async () => {
    const exit = { time: at(500), code: null, signal: 'SIGABRT' };
    hub.known = [other('4711', { state: 'gone', exit })];
    await watchOf('4711').look();
    expect(hub.takeAsked()).toEqual([
      'processes',
      `history 4711 0 ${at(1000)} step 3600000`,
      `history 4711 ${at(-100)} ${at(480)} step 10000`,
      `history 4711 ${at(480)} ${at(1000)}`,
      'incidents',
    ]);
  });

  it('asks nothing while no sample can have come, and then for what is new alone', async () => {
    const watch = watchOf();
    await watch.look();
    hub.takeAsked();
    now = at(999.9);
    await watch.look();
    expect(hub.takeAsked()).toEqual([]);
    now = at(1000.1);
    hub.samples.push([at(1000), 5]);
    await watch.look();
    expect(hub.takeAsked()).toEqual(['processes', `history 4711 ${at(997)} ${at(1000.1)}`]);
    expect(watch.snapshot().processes[0]?.trend.liveBytes).toEqual([2, 3, 4, 5]);
  });

  it('notices an end within five seconds, however rarely there are samples', async () => {
    hub.known = [{ ...summary, identity: { ...summary.identity, intervalMs: 60_000 } }];
    const watch = watchOf();
    await watch.look();
    hub.takeAsked();
    now += 4000;
    await watch.look();
    expect(hub.takeAsked()).toEqual([]);
    now += 1000;
    await watch.look();
    expect(hub.takeAsked()).toEqual(['processes']);
  });

  it('asks for incidents again only after an event, which it takes once', async () => {
    const watch = watchOf();
    await watch.look();
    hub.takeAsked();
    // It was on its way when the sample after it was known already.
    hub.events.push(leakEvent(998.5));
    hub.told = [incident(), incident({ processId: '9' })];
    for (const second of [1001, 1002]) {
      now = at(second);
      hub.samples.push([now - 1, 6]);
      await watch.look();
    }
    expect(hub.takeAsked().filter((question) => question === 'incidents')).toHaveLength(1);
    const [process] = watch.snapshot().processes;
    expect(process?.events).toEqual([leakEvent(998.5)]);
    expect(process?.incidents).toEqual([incident()]);
  });

  it('forgets what is older than ten minutes', async () => {
    const watch = watchOf();
    await watch.look();
    now = at(1400);
    hub.samples.push([at(1399), 9]);
    await watch.look();
    expect(watch.snapshot().processes[0]?.trend.liveBytes).toEqual([3, 4, 9]);
  });

  it('starts anew with a process that has the number of an earlier one', async () => {
    const watch = watchOf();
    await watch.look();
    now = at(1002);
    hub.known = [{ ...summary, identity: { ...summary.identity, startedAt: at(1001) } }];
    hub.samples = [[at(1001.5), 7]];
    await watch.look();
    expect(watch.snapshot().processes.map(({ trend }) => trend.liveBytes)).toEqual([[7]]);
  });

  it('shows a process with its threads, or one thread, where one is asked for', async () => {
    hub.known = [other('4711'), other('4711.2'), other('4712')];
    const ids = async (only?: string): Promise<string[]> => {
      const watch = watchOf(only);
      await watch.look();
      return watch.snapshot().processes.map(({ identity }) => identity.id);
    };
    expect(await ids()).toEqual(['4711', '4711.2', '4712']);
    expect(await ids('4711')).toEqual(['4711', '4711.2']);
    expect(await ids('4711.2')).toEqual(['4711.2']);
  });

  it('leaves out who has gone ten minutes ago, unless that one is asked for', async () => {
    const exit = { time: at(300), code: 1, signal: null };
    hub.known = [other('4711'), other('4712', { state: 'gone', exit })];
    const [all, one] = [watchOf(), watchOf('4712')];
    await Promise.all([all.look(), one.look()]);
    expect(all.snapshot().processes).toHaveLength(1);
    expect(one.snapshot().processes).toHaveLength(1);
    hub.takeAsked();
    now += 1000;
    await one.look();
    // Of one that has gone there is nothing new.
    expect(hub.takeAsked().some((question) => question.startsWith('history 4712'))).toBe(false);
  });
});

describe('a hub', () => {
  it('that ends is told of, and its processes stay as they were last known', async () => {
    const watch = watchOf();
    await watch.look();
    now = at(1005);
    hub.failure = 'ECONNREFUSED';
    await watch.look();
    const { ended, processes, answering } = watch.snapshot();
    expect(ended).toEqual([{ time: at(1005), name: 'server.js', pid: 4711 }]);
    expect(answering).toBe(0);
    expect(processes[0]).toMatchObject({ state: 'unwatched', unansweredSince: at(1005) });
    expect(processes[0]?.trend.liveBytes).toEqual([2, 3, 4]);
    // What was there a quarter of an hour ago is still all there is.
    now = at(2000);
    await watch.look();
    expect(watch.snapshot().processes).toHaveLength(1);
  });

  it('whose socket is removed has ended, too; another one is taken in, and the old one forgotten in time', async () => {
    const watch = watchOf();
    await watch.look();
    now = at(1005);
    const next = new FakeHub('/tidemark-2/api.sock');
    next.known = [other('5000')];
    hubs = [next];
    await watch.look();
    const states = () => watch.snapshot().processes.map(({ identity, state }) => `${identity.id} ${state}`);
    expect(states()).toEqual(['4711 unwatched', '5000 live']);
    now = at(1700);
    await watch.look();
    expect(states()).toEqual(['5000 live']);
    expect(watch.snapshot().ended).toEqual([]);
  });

  it('that stands still makes its processes silent, and goes on where it was', async () => {
    const watch = watchOf();
    await watch.look();
    now = at(1002);
    hub.failure = 'ABORT_ERR';
    await watch.look();
    expect(watch.snapshot().processes[0]).toMatchObject({ state: 'silent', unansweredSince: at(1002) });
    now = at(1010);
    hub.failure = undefined;
    hub.samples.push([at(1009), 8]);
    await watch.look();
    await vi.waitFor(() =>
      expect(watch.snapshot().processes[0]).toMatchObject({ state: 'live', unansweredSince: undefined }),
    );
    expect(watch.snapshot().processes[0]?.trend.liveBytes).toEqual([2, 3, 4, 8]);
  });

  it('that stands still does not hold up the others', async () => {
    const watch = watchOf();
    await watch.look();
    now = at(1002);
    hub.failure = 'ABORT_ERR';
    await watch.look();
    hub.failure = undefined;
    let answer = (_: readonly ProcessSummary[]): void => undefined;
    hub.knownProcesses = () => new Promise((resolve) => (answer = resolve));
    const next = new FakeHub('/tidemark-2/api.sock');
    next.known = [other('5000')];
    hubs = [hub, next];
    await watch.look();
    expect(watch.snapshot().answering).toBe(1);
    answer([]);
  });

  it('that was never there is no hub that has ended', async () => {
    hub.failure = 'ECONNREFUSED';
    const watch = watchOf();
    await watch.look();
    expect(watch.snapshot()).toMatchObject({ processes: [], ended: [], answering: 0 });
  });

  it('that has forgotten a process between two questions is asked again', async () => {
    const watch = watchOf();
    const { history } = hub;
    hub.history = async () => {
      throw new TidemarkError('NOT_FOUND', 'There is no process 4711.');
    };
    await watch.look();
    expect(watch.snapshot()).toMatchObject({ processes: [], ended: [] });
    hub.history = history;
    await watch.look();
    expect(watch.snapshot().processes).toHaveLength(1);
  });
});
