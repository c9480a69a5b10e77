import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { RestartedApplication } from '../../../src/hub/restarting/RestartedApplication.ts';
import type { ApplicationExit, RunningApplication } from '../../../src/hub/runApplication.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import type { Recycling } from '../../../src/wire/response.ts';
import { FakeTime } from '../../monitoring/simulation.ts';

/** A process that ends when a test, or the signal that it obeys, says so. */
class FakeApplication implements RunningApplication {
  readonly signals: string[] = [];
  readonly exited: Promise<ApplicationExit>;
  readonly pid: number;
  end: (exit: ApplicationExit) => void = () => {};

  constructor(pid: number, obeys: readonly string[]) {
    this.pid = pid;
    this.exited = new Promise((resolve) => {
      this.end = resolve;
    });
    this.send = (signal) => {
      this.signals.push(signal);
      if (obeys.includes(signal)) this.end({ code: null, signal });
    };
  }

  send: (signal: NodeJS.Signals) => void;
}

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly lives: FakeApplication[] = [];
  readonly told: [number, Recycling][] = [];
  readonly log: string[] = [];
  asked: NodeJS.Signals | undefined;
  obeys: readonly string[] = ['SIGTERM', 'SIGKILL'];
  startError: Error | undefined;
  listening = 0;
  signal: () => void = () => {};
  readonly outcome: Promise<ApplicationExit>;
  #hear: (pid: number, event: MemoryEvent) => void = () => {};

  constructor(settings: object = {}, obeys: readonly string[] = ['SIGTERM', 'SIGKILL']) {
    this.obeys = obeys;
    const { recycling } = resolveConfiguration({ overrides: { recycling: settings } }).configuration;
    const application = new RestartedApplication(this.#start(), {
      settings: recycling,
      start: async () => {
        if (this.startError) throw this.startError;
        return this.#start();
      },
      signals: {
        forwardTo: () => this.log.push('forward'),
        hold: () => {
          this.log.push('hold');
          return new Promise<void>((resolve) => (this.signal = resolve));
        },
      },
      asked: () => this.asked,
      onEvent: (listener) => {
        this.listening += 1;
        this.#hear = listener;
        return () => (this.listening -= 1);
      },
      settle: async (pid) => void this.log.push(`settle ${pid}`),
      tell: (pid, recycling) => this.told.push([pid, recycling]),
      restarted: (pid) => this.log.push(`restarted ${pid}`),
      died: ({ signal, code }) => this.log.push(`died ${signal ?? code}`),
      now: this.time.now,
      timers: this.time,
    });
    this.outcome = application.run();
  }

  get last(): FakeApplication {
    return this.lives.at(-1) as FakeApplication;
  }

  get steps(): string[] {
    return this.told.map(([pid, { id, step, replacement }]) =>
      `${pid}: ${id} ${step} ${replacement ?? ''}`.trim(),
    );
  }

  /** Has the agent of the newest process say that memory runs out. */
  ill(pid = this.last.pid): void {
    const payload = { etaMs: 300_000, lowMs: 1, highMs: undefined, limit: 'heap' } as const;
    this.#hear(pid, { time: 0, type: 'memory:out_of_memory_predicted', payload });
  }

  /** Has it ask for a fresh one. */
  request(pid = this.last.pid, endsInMs?: number): void {
    this.#hear(pid, {
      time: 0,
      type: 'memory:recycling',
      payload: {
        kind: 'application',
        id: String(pid),
        step: 'requested',
        cause: 'requested',
        reason: 'Full.',
        ...(endsInMs !== undefined && { endsInMs }),
      },
    });
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      this.time.pass(Math.min(1000, ms - passed));
      await this.settled();
    }
  }

  async settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  #start(): FakeApplication {
    const application = new FakeApplication(100 + this.lives.length, this.obeys);
    this.lives.push(application);
    return application;
  }
}

const hour = 3_600_000;

describe('an application that is started again', () => {
  it('is asked to end when its memory runs out, and the next one has its place', async () => {
    const stage = new Stage();
    await stage.pass(hour);
    stage.ill(99); // another process
    await stage.pass(2000);
    expect(stage.last.signals).toEqual([]);
    stage.ill();
    await stage.pass(2000);
    expect(stage.lives[0]?.signals).toEqual(['SIGTERM']);
    expect(stage.steps).toEqual(['100: 100 begun', '101: 100 done 101']);
    expect(stage.told[1]?.[1]).toMatchObject({
      cause: 'out-of-memory',
      detail: 'The old one was ended by SIGTERM.',
    });
    expect(stage.log).toEqual(['settle 100', 'hold', 'forward', 'restarted 101']);
    stage.last.end({ code: 0, signal: null });
    expect(await stage.outcome).toEqual({ code: 0, signal: null });
    expect([stage.listening, stage.time.pending]).toEqual([0, 0]);
  });

  it('is asked to end at the very moment at which it asks for a fresh one', async () => {
    const stage = new Stage();
    await stage.pass(hour);
    stage.request(99); // another process
    expect(stage.lives[0]?.signals).toEqual([]);
    stage.request();
    expect(stage.lives[0]?.signals).toEqual(['SIGTERM']);
    expect(stage.told[0]?.[1]).toMatchObject({ step: 'begun', cause: 'requested', reason: 'Full.' });
  });

  it('is replaced again and again while none would live for long, within the budget, and started each time', async () => {
    const stage = new Stage({ maxPerHour: 4 });
    for (let life = 0; life < 4; life++) {
      await stage.pass(10_000);
      stage.request(undefined, 15_000);
      await stage.pass(2000);
    }
    expect(stage.lives).toHaveLength(5);
    expect(stage.log).not.toContain('died SIGTERM');
    await stage.pass(10_000);
    stage.request(undefined, 15_000);
    await stage.pass(1000);
    expect(stage.steps.at(-1)).toBe('104: 104 refused');
    expect(stage.last.signals).toEqual([]);
  });

  it('is not replaced while it is young and does not come to an end', async () => {
    const stage = new Stage();
    await stage.pass(10_000);
    stage.request();
    await stage.pass(60_000);
    expect(stage.lives).toHaveLength(1);
  });

  it('is not replaced for what it has loaded at its start, though that would soon have used up all', async () => {
    const stage = new Stage();
    await stage.pass(4000);
    stage.request(undefined, 1200);
    await stage.pass(60_000);
    expect(stage.lives).toHaveLength(1);
    // What grows on says so again.
    stage.request(undefined, 1200);
    expect(stage.lives[0]?.signals).toEqual(['SIGTERM']);
  });

  it('is left to end in its own time where somebody has asked it to', async () => {
    const stage = new Stage({}, ['SIGKILL']);
    await stage.pass(hour);
    stage.asked = 'SIGTERM';
    stage.request();
    await stage.pass(120_000);
    expect(stage.last.signals).toEqual([]);
    stage.last.end({ code: 0, signal: null });
    expect(await stage.outcome).toEqual({ code: 0, signal: null });
  });

  it('is told of as dead before it is said that it may not be started again', async () => {
    const stage = new Stage({ maxPerHour: 1, minAge: 0 });
    stage.last.end({ code: null, signal: 'SIGABRT' });
    await stage.pass(2000);
    stage.log.length = 0;
    stage.last.end({ code: null, signal: 'SIGABRT' });
    await stage.outcome;
    expect(stage.log).toEqual(['settle 101', 'died SIGABRT']);
    expect(stage.steps.at(-1)).toBe('101: 101 refused');
  });

  it('is killed after its grace', async () => {
    const stage = new Stage({ grace: 5000 }, ['SIGKILL']);
    await stage.pass(hour);
    stage.ill();
    await stage.pass(4000);
    expect(stage.lives[0]?.signals).toEqual(['SIGTERM']);
    await stage.pass(3000);
    expect(stage.lives[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(stage.steps.at(-1)).toBe('101: 100 done 101');
  });

  it('is not killed when it has ended within its grace', async () => {
    const stage = new Stage({ grace: 5000 });
    await stage.pass(hour);
    stage.ill();
    await stage.pass(20_000);
    expect(stage.lives.map(({ signals }) => signals)).toEqual([['SIGTERM'], []]);
  });

  it('is told of as dead, and waits, where it did not live long', async () => {
    const stage = new Stage();
    stage.last.end({ code: 134, signal: null });
    await stage.settled();
    expect(stage.lives).toHaveLength(1);
    expect(stage.log).toEqual(['settle 100', 'died 134', 'hold']);
    expect(stage.told[0]?.[1]).toMatchObject({
      step: 'begun',
      cause: 'died',
      reason: 'It ended with code 134, which is how memory ends a process.',
      detail: 'It is started again in 1 s.',
    });
    await stage.pass(1000);
    expect(stage.steps).toEqual(['100: 100 begun', '101: 100 done 101']);
  });

  it('is not asked to end once it has ended by itself', async () => {
    const stage = new Stage({ minAge: 1000 });
    await stage.pass(1500);
    stage.ill();
    stage.last.end({ code: null, signal: 'SIGKILL' });
    await stage.settled();
    await stage.pass(2000);
    expect(stage.lives[0]?.signals).toEqual([]);
    expect(stage.steps).toEqual(['100: 100 begun', '101: 100 done 101']);
    expect(stage.told[0]?.[1].cause).toBe('died');
  });

  it('is over when it is asked to end while nobody is there', async () => {
    const stage = new Stage();
    stage.last.end({ code: null, signal: 'SIGKILL' });
    await stage.settled();
    stage.asked = 'SIGTERM';
    stage.signal();
    expect(await stage.outcome).toEqual({ code: null, signal: 'SIGTERM' });
    expect(stage.lives).toHaveLength(1);
  });

  it('is over when it was asked to end before, however it ended', async () => {
    const stage = new Stage();
    stage.asked = 'SIGINT';
    stage.last.end({ code: null, signal: 'SIGABRT' });
    expect(await stage.outcome).toEqual({ code: null, signal: 'SIGABRT' });
    expect(stage.steps).toEqual([]);
  });

  it('is over where it cannot be started any more', async () => {
    const stage = new Stage({ minAge: 0 });
    stage.startError = new Error('no such file');
    stage.last.end({ code: null, signal: 'SIGABRT' });
    await stage.settled();
    await stage.pass(1000);
    expect(await stage.outcome).toEqual({ code: null, signal: 'SIGABRT' });
    expect(stage.steps).toEqual(['100: 100 begun', '100: 100 failed']);
    expect(stage.told[1]?.[1].detail).toBe('no such file');
  });

  it('is left alone beyond its budget, which is said once', async () => {
    const stage = new Stage({ maxPerHour: 1, minAge: 0 });
    await stage.pass(hour);
    stage.ill();
    await stage.pass(2000);
    stage.ill();
    await stage.pass(10_000);
    expect(stage.steps.slice(2)).toEqual(['101: 101 refused']);
    expect(stage.told[2]?.[1].detail).toContain('recycling.maxPerHour');
    expect(stage.last.signals).toEqual([]);
    stage.last.end({ code: 134, signal: null });
    expect(await stage.outcome).toEqual({ code: 134, signal: null });
  });
});
