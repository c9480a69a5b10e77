import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TopSnapshot } from '../../../src/cli/top/TopProcess.ts';
import { TopScreen } from '../../../src/cli/top/TopScreen.ts';
import { leakingProcess, now, snapshotOf, topProcess } from './given.ts';

const entered = '\x1b[?1049h';
const left = '\x1b[?1049l';

/** A terminal that remembers what it was told. */
class FakeTerminal extends EventEmitter {
  text = '';
  columns = 80;
  rows = 24;
  readonly isTTY = true;

  write(text: string): void {
    this.text += text;
  }

  /** What was written since the last time. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

class FakeKeyboard extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  isReading = false;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }

  resume(): void {
    this.isReading = true;
  }

  pause(): void {
    this.isReading = false;
  }

  press(keys: string): void {
    this.emit('data', Buffer.from(keys));
  }
}

let terminal: FakeTerminal;
let keyboard: FakeKeyboard;
let signals: EventEmitter;
let snapshot: TopSnapshot;
let look: ReturnType<typeof vi.fn<() => Promise<void>>>;
let atExit: (() => void) | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  terminal = new FakeTerminal();
  keyboard = new FakeKeyboard();
  signals = new EventEmitter();
  snapshot = snapshotOf(topProcess(), leakingProcess());
  look = vi.fn(async () => undefined);
  atExit = undefined;
});

afterEach(() => vi.useRealTimers());

function run() {
  return new TopScreen({
    watch: { look, snapshot: () => snapshot },
    intervalMs: 1000,
    ability: { hasColours: false, hasUnicode: true },
    context: {
      stdout: terminal,
      standardInput: () => keyboard as never,
      signals,
      atExit: (action) => {
        atExit = action;
        return () => {
          atExit = undefined;
        };
      },
    },
  }).run();
}

function expectRestored(): void {
  expect(terminal.text.endsWith(left)).toBe(true);
  expect(terminal.text).toContain('\x1b[?25h');
  expect(keyboard.isRaw).toBe(false);
  expect(keyboard.isReading).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGCONT']) expect(signals.listenerCount(name)).toBe(0);
  expect(terminal.listenerCount('resize') + keyboard.listenerCount('data')).toBe(0);
  expect(atExit).toBeUndefined();
}

describe('the screen at a terminal', () => {
  it('is an alternate one, and is left by q, with everything as it was', async () => {
    const ended = run();
    expect(terminal.text.startsWith(entered)).toBe(true);
    expect(terminal.text).toContain('leak confirmed');
    expect(keyboard.isRaw).toBe(true);
    keyboard.press('q');
    expect(await ended).toEqual({ exitCode: 0 });
    expectRestored();
  });

  it('is left by Ctrl-C, by signals, and where the terminal is gone', async () => {
    const byKey = run();
    keyboard.press('\x03');
    expect(await byKey).toEqual({ exitCode: 0 });
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const ended = run();
      signals.emit(name, name);
      expect(await ended).toEqual({ signal: name });
      expectRestored();
    }
    const hungUp = run();
    terminal.emit('error', new Error('EIO'));
    expect(await hungUp).toEqual({ exitCode: 1 });
    expectRestored();
  });

  it('is left where something fails, and when the process ends without a word', async () => {
    const failing = run();
    look.mockRejectedValueOnce(new Error('broken'));
    const failed = expect(failing).rejects.toThrow('broken');
    await vi.advanceTimersByTimeAsync(1000);
    await failed;
    expectRestored();
    const drawing = run();
    snapshot = undefined as never;
    const thrown = expect(drawing).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(1000);
    await thrown;
    expectRestored();
    snapshot = snapshotOf();
    void run();
    terminal.take();
    atExit?.();
    expect(terminal.take()).toContain(left);
  });

  it('writes the rows alone that have changed', async () => {
    const ended = run();
    terminal.take();
    await vi.advanceTimersByTimeAsync(1000);
    expect(look).toHaveBeenCalledTimes(1);
    expect(terminal.take()).toBe('');
    snapshot = { ...snapshot, time: now + 1000 };
    await vi.advanceTimersByTimeAsync(1000);
    const written = terminal.take();
    expect(written.startsWith('\x1b[1;1H\x1b[Ktidemark top ')).toBe(true);
    expect(written.split('\x1b')).toHaveLength(3);
    expect(written).toMatch(/ \d\d:\d\d:21$/);
    keyboard.press('q');
    await ended;
  });

  it('is drawn anew when its size changes, and when the process goes on after a stop', async () => {
    const ended = run();
    terminal.take();
    terminal.columns = 40;
    terminal.rows = 10;
    terminal.emit('resize');
    const drawn = terminal.take();
    expect(drawn.startsWith('\x1b[2J\x1b[1;1H')).toBe(true);
    expect(drawn).toContain('\x1b[10;1H');
    expect(drawn).not.toContain('\x1b[11;1H');
    keyboard.isRaw = false;
    signals.emit('SIGCONT', 'SIGCONT');
    expect(terminal.take()).toContain(`${entered}`);
    expect(keyboard.isRaw).toBe(true);
    keyboard.press('q');
    await ended;
  });

  it('takes keys one after the other: selects, opens, and sorts', async () => {
    const ended = run();
    keyboard.press('jj');
    expect(terminal.text).toContain('▸  4712  api w2');
    keyboard.press('\r');
    terminal.take();
    keyboard.press('\x1b');
    expect(terminal.take()).toContain('VERDICT');
    keyboard.press('l');
    expect(terminal.take()).toContain('LIVE▾');
    keyboard.press('\x0c');
    expect(terminal.take()).toContain('\x1b[2J');
    keyboard.press('q');
    await ended;
  });

  it('asks nobody while it is paused, and shows what is new when it goes on', async () => {
    const ended = run();
    keyboard.press(' ');
    expect(terminal.take()).toContain('paused at');
    snapshot = snapshotOf(topProcess({ identity: { name: 'newcomer' } }));
    await vi.advanceTimersByTimeAsync(5000);
    expect(look).not.toHaveBeenCalled();
    expect(terminal.take()).toBe('');
    keyboard.press(' ');
    expect(terminal.take()).toContain('newcomer');
    await vi.advanceTimersByTimeAsync(1000);
    expect(look).toHaveBeenCalledTimes(1);
    keyboard.press('q');
    await ended;
  });

  it('needs no keyboard', async () => {
    Object.defineProperty(keyboard, 'isTTY', { value: false });
    const ended = run();
    expect(keyboard.isRaw).toBe(false);
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toEqual({ signal: 'SIGINT' });
  });
});
