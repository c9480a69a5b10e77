import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { HubConnection } from '../../src/agent/HubConnection.ts';
import { joinHub } from '../../src/agent/joinHub.ts';
import { FakeMonitor } from './FakeMonitor.ts';
import { FakeSchedule, FakeSocket } from './FakeSocket.ts';
import { identity } from './identity.ts';

function join(monitor = new FakeMonitor()) {
  const socket = new FakeSocket();
  const hub = new HubConnection({
    address: 'hub.sock',
    process: identity,
    connect: () => socket.socket,
    schedule: new FakeSchedule().schedule,
  });
  const host = new EventEmitter();
  const leave = joinHub(hub, monitor, host as unknown as NodeJS.Process, {
    answer: async ({ type }) => ({ type: 'refused', reason: `${type} is not done here.` }),
  });
  socket.emit('connect');
  return { socket, host, monitor, leave };
}

const told = (socket: FakeSocket) => socket.messages.slice(1);

describe('an agent that has joined the hub', () => {
  it('passes on samples and events', () => {
    const { socket, monitor } = join();
    monitor.sample({ time: 5 });
    monitor.tell({
      time: 6,
      type: 'memory:out_of_memory_predicted',
      payload: { etaMs: 1, lowMs: 1, highMs: 1, limit: 'heap' },
    });
    expect(told(socket).map(({ type }) => type)).toEqual(['sample', 'event']);
  });

  it('says how memory was at the end, and with which code the process exits', () => {
    const { socket, host } = join();
    host.emit('exit', 3);
    expect(told(socket)).toEqual([
      { type: 'sample', row: expect.arrayContaining([99, 9]) },
      { type: 'goodbye', reason: 'exit code 3' },
    ]);
  });

  it('answers what the hub calls for, under the number that the hub gave it', async () => {
    const { socket } = join();
    socket.emit('data', '{"type":"call","request":7,"call":{"type":"caches"}}\n');
    await vi.waitFor(() =>
      expect(told(socket)).toEqual([
        {
          type: 'answer',
          request: 7,
          answer: { type: 'refused', reason: 'caches is not done here.' },
        },
      ]),
    );
  });

  it('does not disturb an exit, whatever fails', () => {
    class BrokenMonitor extends FakeMonitor {
      override getCurrentUsage(): never {
        throw new Error('no more memory to read');
      }
    }
    const { host } = join(new BrokenMonitor());
    expect(() => host.emit('exit', 0)).not.toThrow();
  });

  it('leaves nothing behind when it leaves', () => {
    const { socket, host, monitor, leave } = join();
    leave();
    monitor.sample({ time: 5 });
    expect(told(socket)).toEqual([{ type: 'goodbye', reason: 'stopped' }]);
    expect(host.listenerCount('exit')).toBe(0);
    expect(monitor.listeners).toBe(0);
  });
});
