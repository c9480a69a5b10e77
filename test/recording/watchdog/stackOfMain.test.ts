import { describe, expect, it } from 'vitest';
import type { MainSession } from '../../../src/recording/watchdog/MainSession.ts';
import { stackOfMain } from '../../../src/recording/watchdog/stackOfMain.ts';
import { FakeTime } from '../../monitoring/simulation.ts';

type Listener = (message: { readonly params: object }) => void;

/** A main thread that answers at once, or never. */
class FakeSession implements MainSession {
  readonly posted: string[] = [];
  readonly #listeners: Map<string, Listener> = new Map();
  readonly #answers: readonly string[];
  readonly frames: number;
  error: Error | null = null;
  breaks = false;

  constructor(answers: readonly string[], frames = 2) {
    this.#answers = answers;
    this.frames = frames;
  }

  connectToMainThread(): void {
    if (this.breaks) throw new Error('no inspector');
    this.posted.push('connect');
  }

  disconnect(): void {
    this.posted.push('disconnect');
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, listener);
  }

  post(method: string, ...rest: [...unknown[], (error: Error | null) => void]): void {
    const answer = rest.at(-1) as (error: Error | null) => void;
    this.posted.push(method);
    if (!this.#answers.includes(method)) return;
    if (method === 'Debugger.enable') {
      this.tell('Debugger.scriptParsed', { scriptId: '1', url: 'file:///app/my%20app.js' });
    }
    answer(this.error);
    if (method === 'Debugger.pause') this.pause();
  }

  pause(): void {
    const callFrames = Array.from({ length: this.frames }, (_, index) => ({
      functionName: index === 0 ? '' : `caller${index}`,
      location: { scriptId: index === 0 ? '1' : '2', lineNumber: 3 + index },
    }));
    this.tell('Debugger.paused', { callFrames });
  }

  tell(event: string, params: object): void {
    this.#listeners.get(event)?.({ params });
  }
}

const everything = ['Debugger.enable', 'Debugger.pause', 'Debugger.resume', 'Debugger.disable'];

describe('the stack of the main thread', () => {
  it('has functions, files and lines, and lets the thread go at once', async () => {
    const session = new FakeSession(everything);
    const time = new FakeTime();
    expect(await stackOfMain(session, time)).toEqual({
      stack: ['(anonymous) (/app/my app.js:4)', 'caller1 (evaluated:5)'],
    });
    expect(session.posted).toEqual(['connect', ...everything, 'disconnect']);
    expect(time.pending).toBe(0);
  });

  it('has twenty frames at most', async () => {
    const found = await stackOfMain(new FakeSession(everything, 500), new FakeTime());
    expect('stack' in found && found.stack).toHaveLength(20);
  });

  it.each([[[]], [['Debugger.enable']]])(
    'is none where native code does not let go of it within a second, and nothing pauses later: %s',
    async (answers) => {
      const session = new FakeSession(answers);
      const time = new FakeTime();
      const found = stackOfMain(session, time);
      time.pass(1000);
      expect(await found).toEqual({ withoutStack: 'native' });
      expect(session.posted.slice(-2)).toEqual(['Debugger.disable', 'disconnect']);
      const count = session.posted.length;
      session.pause();
      expect(session.posted).toHaveLength(count);
    },
  );

  it('is left to the debugger that has stopped the program already, which is not gone on with', async () => {
    const session = new FakeSession([]);
    const found = stackOfMain(session, new FakeTime());
    session.pause();
    expect(await found).toEqual({ withoutStack: 'debugger' });
    expect(session.posted).not.toContain('Debugger.resume');
  });

  it('is none where there is no inspector', async () => {
    const broken = new FakeSession(everything);
    broken.breaks = true;
    expect(await stackOfMain(broken, new FakeTime())).toEqual({ withoutStack: 'debugger' });
    const refusing = new FakeSession(everything);
    refusing.error = new Error('no');
    expect(await stackOfMain(refusing, new FakeTime())).toEqual({ withoutStack: 'debugger' });
  });
});
