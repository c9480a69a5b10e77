import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { hasTerminal, SignalForwarder } from '../../src/hub/SignalForwarder.ts';

const source = new EventEmitter();
let sent: string[];
let shares: boolean;
let forwarder: SignalForwarder;

beforeEach(() => {
  sent = [];
  shares = false;
  forwarder = new SignalForwarder({ source, sharesKeyboard: () => shares });
  return () => forwarder.close();
});

function arrive(...signals: string[]): void {
  for (const signal of signals) source.emit(signal, signal);
}

describe('SignalForwarder', () => {
  it('passes each signal on once', () => {
    forwarder.forwardTo((signal) => sent.push(signal));
    arrive('SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2');
    expect(sent).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']);
  });

  it('does not double what the terminal has sent to the application already', () => {
    shares = true;
    forwarder.forwardTo((signal) => sent.push(signal));
    arrive('SIGINT', 'SIGQUIT', 'SIGTERM');
    expect(sent).toEqual(['SIGTERM']);
    expect(forwarder.last).toBe('SIGTERM');
  });

  it('remembers a signal that came before there was an application', () => {
    expect(forwarder.last).toBeUndefined();
    arrive('SIGINT');
    expect(forwarder.last).toBe('SIGINT');
    forwarder.forwardTo((signal) => sent.push(signal));
    expect(sent).toEqual(['SIGINT']);
  });

  it('keeps a signal for the next application while there is none, and tells who waits', async () => {
    forwarder.forwardTo((signal) => sent.push(`first ${signal}`));
    arrive('SIGUSR2');
    const next = forwarder.hold();
    arrive('SIGHUP', 'SIGUSR1');
    expect(await next).toBe('SIGHUP');
    forwarder.forwardTo((signal) => sent.push(`second ${signal}`));
    forwarder.forwardTo((signal) => sent.push(`third ${signal}`));
    expect(sent).toEqual(['first SIGUSR2', 'second SIGUSR1']);
  });

  it('leaves nothing behind when it closes', () => {
    forwarder.close();
    expect(source.eventNames()).toEqual([]);
  });
});

describe('hasTerminal', () => {
  const stat = (group: number, foreground: number) => () =>
    `12 (a (strange) name) S 1 ${group} 5 34816 ${foreground} 4194304 1 2`;

  it('is true for a process group that holds the terminal', () => {
    expect(hasTerminal([], stat(4711, 4711))).toBe(true);
  });

  it('is false in the background and without a terminal, whatever the streams are', () => {
    expect(hasTerminal([{ isTTY: true }], stat(4711, 99))).toBe(false);
    expect(hasTerminal([{ isTTY: true }], stat(4711, -1))).toBe(false);
  });

  it('goes by the streams where there is no /proc', () => {
    const missing = () => {
      throw new Error('ENOENT');
    };
    expect(hasTerminal([{}, { isTTY: true }], missing)).toBe(true);
    expect(hasTerminal([{}, { isTTY: false }], missing)).toBe(false);
  });

  it('reads its own process by default', () => {
    expect(typeof hasTerminal([])).toBe('boolean');
  });
});
