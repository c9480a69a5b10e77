import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentSession } from '../../src/hub/AgentConnection.ts';
import { Hub } from '../../src/hub/Hub.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import type { DashboardMessage } from '../../src/wire/message.ts';
import { column, toRow, toSample } from '../../src/wire/sample.ts';
import { helloOf, sampleOf } from './RawAgent.ts';

let now: number;
let hub: Hub;
let heard: DashboardMessage[];
const logger = { error: vi.fn() };

function crossing(time: number, level: 'warning' | 'normal'): MemoryEvent {
  const payload = {
    metric: 'heap' as const,
    level,
    previousLevel: 'normal' as const,
    usedBytes: 1,
    thresholdBytes: 1,
    limitBytes: undefined,
    ratio: undefined,
    message: 'heap',
  };
  return { time, type: 'memory:threshold_exceeded', payload };
}

function admit(id: string, changes: Parameters<typeof helloOf>[1] = {}): AgentSession {
  const session = hub.admit(helloOf(id, changes));
  if ('refused' in session) throw new Error(session.refused);
  return session;
}

function say(session: AgentSession, sample: Parameters<typeof sampleOf>[0], dropped = 0): void {
  session.sample(sampleOf(sample).row, dropped);
}

function states(): string[] {
  return hub.processes().map(({ identity, state }) => `${identity.id} ${state}`);
}

beforeEach(() => {
  now = 10_000;
  heard = [];
  logger.error.mockReset();
  hub = new Hub({ logger, maxConnected: 3, maxGone: 3, now: () => now });
  hub.subscribe((message) => heard.push(message));
});

describe('Hub', () => {
  it('knows a process from its hello on, and tells of it', () => {
    admit('4711');
    expect(states()).toEqual(['4711 live']);
    expect(heard).toMatchObject([{ type: 'process', process: { identity: { id: '4711' }, state: 'live' } }]);
    expect(hub.process('4711')?.identity.name).toBe('server.js');
    expect(hub.process('1')).toBeUndefined();
  });

  it('notes what it knows itself of a process, of one that has not said hello yet, too', () => {
    const note = (id: string): MemoryEvent => {
      const event = crossing(5, 'warning');
      hub.note(id, event);
      return event;
    };
    admit('1');
    const events = [note('1'), note('2')];
    admit('2');
    expect(heard.filter(({ type }) => type === 'event')).toEqual([
      { type: 'event', id: '1', event: events[0] },
      { type: 'event', id: '2', event: events[1] },
    ]);
    const range = { fromMs: 0, toMs: 10 };
    expect(hub.history('1', range)?.events).toEqual([events[0]]);
    expect(hub.history('2', range)?.events).toEqual([events[1]]);
    // Those that never come are forgotten.
    for (const id of ['3', '4', '5', '6']) note(id);
    admit('3');
    expect(hub.history('3', range)?.events).toEqual([]);
  });

  it('keeps samples and passes them on', () => {
    const session = admit('4711');
    say(session, { time: 1_000, rssBytes: 50 });
    say(session, { time: 2_000, rssBytes: 60 });
    expect(hub.latest('4711')?.[column.rssBytes]).toBe(60);
    const answer = hub.history('4711', { fromMs: 0, toMs: 9_000 });
    expect(answer?.columns[column.time]).toEqual([1_000, 2_000]);
    expect(answer?.columns[column.rssBytes]).toEqual([50, 60]);
    const last = heard.at(-1) as Extract<DashboardMessage, { type: 'sample' }>;
    expect([last.type, last.id, last.row[column.rssBytes], last.row[column.heapUsedBytes]]).toEqual([
      'sample',
      '4711',
      60,
      null,
    ]);
    expect(hub.history('1', { fromMs: 0, toMs: 9_000 })).toBeUndefined();
    expect(hub.latest('1')).toBeUndefined();
  });

  it('reads rows in the order of their sender', () => {
    const session = hub.admit({ ...helloOf('1'), fields: ['rssBytes', 'novelty', 'time'] }) as AgentSession;
    session.sample([70, 1, 1_000], 0);
    expect(toSample(hub.latest('1') as Float64Array)).toEqual(toSample(toRow({ time: 1_000, rssBytes: 70 })));
  });

  it('keeps events with the history of their time, and makes incidents of them', () => {
    const session = admit('4711');
    session.event(crossing(1_000, 'warning'));
    session.event(crossing(2_000, 'normal'));
    session.event({ time: 1_500, type: 'memory:sampled', payload: toSample(toRow({ time: 1_500 })) });
    expect(hub.history('4711', { fromMs: 500, toMs: 1_500 })?.events).toEqual([crossing(1_000, 'warning')]);
    expect(heard.filter(({ type }) => type === 'event')).toHaveLength(2);
    expect(hub.incidents()).toMatchObject([{ processId: '4711', closedBy: 'recovered' }]);
  });

  it('keeps the newest 200 events of a process', () => {
    const session = admit('4711');
    for (let time = 1; time <= 250; time++) session.event(crossing(time, 'warning'));
    const events = hub.history('4711', { fromMs: 0, toMs: 1_000 })?.events ?? [];
    expect([events.length, events[0]?.time, events.at(-1)?.time]).toEqual([200, 51, 250]);
  });

  it('calls a process silent after three intervals without a message, and live when it is back', () => {
    const session = admit('4711', { intervalMs: 1_000 });
    say(session, { time: 1 });
    heard.length = 0;
    hub.pass(3_000);
    expect(states()).toEqual(['4711 live']);
    hub.pass(1);
    expect(states()).toEqual(['4711 silent']);
    hub.pass(1);
    say(session, { time: 2 });
    expect(states()).toEqual(['4711 live']);
    expect(
      heard.map((message) => (message.type === 'process' ? message.process.state : message.type)),
    ).toEqual(['silent', 'live', 'sample']);
  });

  it('counts for how long a process had said nothing until it was gone, whatever its clock says', () => {
    const session = admit('4711', { intervalMs: 1_000 });
    hub.pass(900);
    say(session, { time: 1 });
    hub.pass(700);
    now += 5 * 3_600_000;
    session.ended(undefined);
    hub.pass(10_000);
    expect(hub.quietMs(4711)).toBe(700);
    expect(hub.quietMs(4712)).toBeUndefined();
  });

  it('does not call a fast sampler silent before 1.5 s', () => {
    admit('4711', { intervalMs: 10 });
    hub.pass(1_500);
    expect(states()).toEqual(['4711 live']);
    hub.pass(1);
    expect(states()).toEqual(['4711 silent']);
  });

  it('adds up the samples that the agent dropped', () => {
    const session = admit('4711');
    say(session, { time: 1 }, 3);
    say(session, { time: 2 }, 4);
    expect(hub.process('4711')?.droppedSamples).toBe(7);
    expect(heard.filter(({ type }) => type === 'process')).toHaveLength(3);
    // An agent may say anything, and dashboards take no more than this.
    say(session, { time: 4_000 }, Number.MAX_SAFE_INTEGER);
    expect(hub.process('4711')?.droppedSamples).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('remembers a process that has gone, how it ended, and what it had said', () => {
    const session = admit('4711');
    say(session, { time: 1_000, rssBytes: 50 });
    session.event(crossing(1_000, 'warning'));
    session.ended();
    expect(hub.process('4711')).toMatchObject({
      state: 'gone',
      exit: { time: 10_000, code: null, signal: null },
    });
    expect(hub.incidents()[0]).toMatchObject({ closedAt: 10_000, closedBy: 'process gone' });
    now = 10_050;
    hub.recordExit(4711, { code: null, signal: 'SIGKILL' });
    expect(hub.process('4711')?.exit).toEqual({ time: 10_000, code: null, signal: 'SIGKILL' });
    expect(hub.history('4711', { fromMs: 0, toMs: 9_000 })?.columns[0]).toEqual([1_000]);
  });

  it('takes an exit that is known before the connection ends', () => {
    const main = admit('4711');
    const thread = admit('4711.1');
    const other = admit('4712');
    hub.recordExit(4711, { code: 3, signal: null });
    expect(hub.isConnected(4711)).toBe(true);
    for (const session of [main, thread, other]) session.ended();
    expect(hub.processes().map(({ identity, exit }) => [identity.id, exit?.code])).toEqual([
      ['4711', 3],
      ['4711.1', 3],
      ['4712', null],
    ]);
    expect(hub.isConnected(4711)).toBe(false);
  });

  it("takes an exit code from an agent's last words, and keeps that of a thread that ended before", () => {
    const main = admit('4711');
    const [early, late] = [admit('4711.1'), admit('4711.2')];
    early.ended('exit code 4');
    hub.recordExit(4711, { code: 0, signal: null });
    late.ended();
    main.ended('exit code 0');
    hub.recordExit(4711, { code: 0, signal: null });
    expect(hub.processes().map(({ identity, exit }) => [identity.id, exit?.code])).toEqual([
      ['4711.1', 4],
      ['4711.2', 0],
      ['4711', 0],
    ]);
  });

  it('takes the end of a process from the agent of its parent, before or after it is gone, and none of others', () => {
    const parent = admit('4711');
    const [early, late] = [admit('4712', { parentPid: 4711 }), admit('4713', { parentPid: 4711 })];
    parent.childEnded(4712, { code: null, signal: 'SIGKILL' });
    early.ended();
    now = 10_100;
    late.ended();
    parent.childEnded(4713, { code: null, signal: 'SIGABRT' });
    parent.childEnded(9999, { code: 1, signal: null });
    expect(hub.processes().map(({ identity, exit }) => [identity.id, exit])).toEqual([
      ['4711', undefined],
      ['4712', { time: 10_000, code: null, signal: 'SIGKILL' }],
      ['4713', { time: 10_100, code: null, signal: 'SIGABRT' }],
    ]);
  });

  it('takes the end of a process from the code of the shell that it ran in', () => {
    admit('4712', { parentPid: 4711 }).ended();
    hub.recordExit(4711, { code: 137, signal: null });
    expect(hub.process('4712')?.exit).toEqual({ time: 10_000, code: null, signal: 'SIGKILL' });
    admit('5712', { parentPid: 5711 }).ended('stopped');
    hub.recordExit(5711, { code: 137, signal: null });
    expect(hub.process('5712')?.exit).toBeUndefined();
  });

  it('takes none from the code of a shell in which several ran: nobody can say whose it is', () => {
    for (const id of ['4712', '4713']) admit(id, { parentPid: 4711 }).ended();
    hub.recordExit(4711, { code: 139, signal: null });
    for (const id of ['4712', '4713'])
      expect(hub.process(id)?.exit).toEqual({ time: 10_000, code: null, signal: null });
  });

  it('knows nothing of a new process by the end of one that had its pid', () => {
    hub.recordExit(4711, { code: null, signal: 'SIGKILL' });
    admit('4711').ended();
    expect(hub.process('4711')?.exit).toEqual({ time: 10_000, code: null, signal: null });
  });

  it('knows no end of a process whose agent was stopped', () => {
    admit('4711').ended('stopped');
    expect(hub.process('4711')).toMatchObject({ state: 'gone', exit: undefined });
  });

  it('goes on with a process that comes back', () => {
    const first = admit('4711');
    say(first, { time: 1_000, rssBytes: 50 });
    first.ended();
    say(admit('4711'), { time: 2_000, rssBytes: 60 });
    expect(hub.process('4711')).toMatchObject({ state: 'live', exit: undefined });
    expect(hub.history('4711', { fromMs: 0, toMs: 9_000 })?.columns[0]).toEqual([1_000, 2_000]);
  });

  it('believes the newer of two connections of one process', () => {
    const older = admit('4711');
    const newer = admit('4711');
    say(older, { time: 1_000 });
    older.event(crossing(1, 'warning'));
    older.ended();
    expect([states(), hub.latest('4711'), hub.incidents()]).toEqual([['4711 live'], undefined, []]);
    newer.ended();
    expect(states()).toEqual(['4711 gone']);
  });

  it('does not take another process with a used pid for the earlier one', () => {
    const first = admit('4711');
    say(first, { time: 1_000 });
    first.ended();
    admit('4711', { startedAt: 5_000, name: 'other.js' });
    expect(hub.processes().map(({ identity, state }) => [identity.name, state])).toEqual([
      ['other.js', 'live'],
    ]);
    expect(hub.latest('4711')).toBeUndefined();
  });

  it('forgets the process that has been gone longest', () => {
    const [first, second, third] = [admit('1'), admit('2'), admit('3')];
    for (const session of [third, first, second]) session?.ended();
    admit('4').ended();
    expect(states()).toEqual(['1 gone', '2 gone', '4 gone']);
  });

  it('refuses more processes than it can hold, but not one that comes back', () => {
    for (const id of ['1', '2', '3']) admit(id);
    expect(hub.admit(helloOf('4'))).toEqual({ refused: '3 processes are connected, which is the most' });
    expect(() => admit('3')).not.toThrow();
  });

  it('lets no listener harm the others', () => {
    const failure = new Error('a defect');
    const later: DashboardMessage[] = [];
    hub.subscribe(() => {
      throw failure;
    });
    const unsubscribe = hub.subscribe((message) => later.push(message));
    admit('4711');
    unsubscribe();
    admit('4712');
    expect(later).toHaveLength(1);
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), failure);
  });
});
