import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { RecyclingAnswer } from '../../../src/pressure/recycling/RecyclingAnswer.ts';
import { recyclingSettings } from '../../../src/pressure/recycling/recyclingSettings.ts';
import type { Siblings } from '../../../src/pressure/recycling/Siblings.ts';
import type { WorkerCondition } from '../../../src/pressure/recycling/WorkerCondition.ts';
import type { DrainOutcome, FleetMember, WorkerFleet } from '../../../src/pressure/recycling/WorkerFleet.ts';
import { WorkerRecycler } from '../../../src/pressure/recycling/WorkerRecycler.ts';
import type { Recycling } from '../../../src/wire/response.ts';
import type { MemorySample } from '../../../src/wire/sample.ts';
import { FakeLogger, FakeTime } from '../../monitoring/simulation.ts';
import { settled } from '../PressedProcess.ts';

/** Workers of which a test says how they start and end. */
class FakeFleet implements WorkerFleet {
  readonly kind = 'cluster-worker';
  readonly done: string[] = [];
  readonly answers: [string, RecyclingAnswer][] = [];
  readonly news: [string, Siblings][] = [];
  workers: FleetMember[] = ['1', '2', '3'].map((id) => ({ id, startedAt: 0, serving: true }));
  start: () => Promise<string | undefined> = () => Promise.resolve(`${this.#next++}`);
  outcome: DrainOutcome = 'finished';
  closed = false;
  readonly #time: FakeTime;
  #next = 4;

  constructor(time: FakeTime) {
    this.#time = time;
  }

  members(): readonly FleetMember[] {
    return this.workers;
  }

  answer(id: string, answer: RecyclingAnswer): void {
    this.answers.push([id, answer]);
  }

  tellSiblings(id: string, siblings: Siblings): void {
    this.news.push([id, siblings]);
  }

  async startReplacement(id: string): Promise<string | undefined> {
    this.done.push(`start for ${id}`);
    const started = await this.start();
    if (started !== undefined) this.workers.push({ id: started, startedAt: this.#time.now(), serving: true });
    return started;
  }

  async drain(id: string): Promise<DrainOutcome> {
    this.done.push(`drain ${id}`);
    this.workers = this.workers.filter((member) => member.id !== id);
    return this.outcome;
  }

  close(): void {
    this.closed = true;
  }
}

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly fleet: FakeFleet = new FakeFleet(this.time);
  readonly told: Recycling[] = [];
  readonly logger: FakeLogger = new FakeLogger();
  readonly recycler: WorkerRecycler;
  readonly monitored: unknown[] = [];
  usage: Partial<MemorySample> = {};

  constructor(settings: Partial<Parameters<typeof recyclingSettings>[0]> = {}) {
    this.time.pass(3_600_000);
    this.recycler = new WorkerRecycler({
      settings: recyclingSettings({ jitter: 0, ...settings }),
      createFleet: () => this.fleet,
      logger: this.logger,
      monitor: {
        responded: (event: unknown) => this.monitored.push(event),
        getCurrentUsage: () => this.usage,
      } as never,
      onRecycling: (recycling) => this.told.push(recycling),
      now: this.time.now,
      timers: this.time,
      random: () => 0.5,
    });
  }

  report(id: string, condition: Partial<WorkerCondition> = { leak: 'It leaks.' }): Promise<void> {
    this.recycler.reported(id, { level: 'normal', usedBytes: 1, ...condition });
    return settled();
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      this.time.pass(1000);
      await settled();
    }
  }

  get steps(): string[] {
    return this.told.map(({ id, step, replacement }) => [id, step, replacement ?? ''].join(' ').trim());
  }
}

describe('a recycler', () => {
  it('starts the new one first, and tells of both steps', async () => {
    const stage = new Stage();
    await stage.report('2');
    expect(stage.fleet.done).toEqual(['start for 2', 'drain 2']);
    expect(stage.steps).toEqual(['2 begun', '2 done 4']);
    expect(stage.told[1]).toEqual({
      kind: 'cluster-worker',
      id: '2',
      step: 'done',
      cause: 'leak',
      reason: 'It leaks.',
      replacement: '4',
      durationMs: 0,
      detail: 'It finished its work and ended.',
    });
    expect(stage.monitored).toMatchObject([
      { type: 'memory:recycling', payload: { step: 'begun' } },
      { type: 'memory:recycling', payload: { step: 'done' } },
    ]);
    expect(stage.logger.lines[1]).toBe(
      'info tidemark: worker 2 was replaced by 4 after 0 s. It leaks. It finished its work and ended.',
    );
    expect(stage.recycler.steps.map(({ step, time }) => [step, time > 0])).toEqual([
      ['begun', true],
      ['done', true],
    ]);
  });

  it('ends the old one first where the container has no room for both', async () => {
    const stage = new Stage();
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 920 };
    await stage.report('1', { usedBytes: 80 });
    await stage.report('2', { usedBytes: 500, leak: 'It leaks.' });
    expect(stage.fleet.done).toEqual(['start for 2', 'drain 2']);
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 921 };
    await stage.report('3', { usedBytes: 500, leak: 'It leaks.' });
    expect(stage.fleet.done.slice(2)).toEqual(['drain 3', 'start for 3']);
    expect(stage.steps.slice(2)).toEqual(['3 begun', '3 done 5']);
  });

  it('does not end the only one first, room or not', async () => {
    const stage = new Stage();
    stage.fleet.workers = stage.fleet.workers.slice(0, 1);
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 990 };
    await stage.report('1', { usedBytes: 500, leak: 'It leaks.' });
    expect(stage.fleet.done).toEqual(['start for 1', 'drain 1']);
  });

  it('says so where the old one has ended and the new one does not start', async () => {
    const stage = new Stage();
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 990 };
    stage.fleet.start = () => Promise.reject(new Error('it ended with code 1'));
    await stage.report('1', { usedBytes: 500, leak: 'It leaks.' });
    expect(stage.fleet.done).toEqual(['drain 1', 'start for 1']);
    expect(stage.told.at(-1)?.detail).toBe(
      'The replacement did not start: it ended with code 1. The old one has ended already, since there was no room for both.',
    );
  });

  it('replaces one at a time, the worst first, and looks again by itself', async () => {
    const stage = new Stage();
    let serve: (id: string) => void = () => {};
    stage.fleet.start = () => new Promise((resolve) => (serve = resolve));
    await stage.report('1');
    await stage.report('2', { leak: 'It leaks.', usedBytes: 5 });
    await stage.report('3', { leak: 'It leaks.', usedBytes: 9 });
    await stage.pass(3000);
    expect(stage.fleet.done).toEqual(['start for 1']);
    serve('4');
    await settled();
    expect(stage.fleet.done).toEqual(['start for 1', 'drain 1', 'start for 3']);
    expect(stage.time.unreferenced.length).toBeGreaterThan(0);
  });

  it('waits until somebody is due', async () => {
    const stage = new Stage({ jitter: 10_000 });
    await stage.report('1');
    await stage.pass(4000);
    expect(stage.fleet.done).toEqual([]);
    await stage.pass(1000);
    expect(stage.fleet.done).toEqual(['start for 1', 'drain 1']);
  });

  it('forgets a wish when the worker is well again', async () => {
    const stage = new Stage({ jitter: 10_000 });
    await stage.report('1');
    await stage.report('1', {});
    await stage.pass(20_000);
    expect(stage.steps).toEqual([]);
  });

  it('leaves the old one where the replacement does not start, and tries again a minute later', async () => {
    const stage = new Stage();
    stage.fleet.start = () => Promise.reject(new Error('it ended with code 1'));
    await stage.report('1');
    expect(stage.steps).toEqual(['1 begun', '1 failed']);
    expect(stage.told[1]?.detail).toBe(
      'The replacement did not start: it ended with code 1. The old one stays.',
    );
    await stage.report('1');
    await stage.pass(59_000);
    expect(stage.fleet.done).toEqual(['start for 1']);
    await stage.pass(2000);
    expect(stage.fleet.done).toEqual(['start for 1', 'start for 1']);
  });

  it('stops when replacements do not start, and says so once', async () => {
    const stage = new Stage({ maxPerHour: 100 });
    stage.fleet.start = () => Promise.reject(new Error('no'));
    for (let count = 0; count < 10; count++) {
      await stage.report('1');
      await stage.pass(61_000);
    }
    expect(stage.fleet.done).toHaveLength(3);
    expect(stage.steps.slice(-1)).toEqual(['1 refused']);
    expect(stage.told.at(-1)?.detail).toMatch(/^Three replacements within an hour did not last/);
    expect(stage.steps.filter((step) => step.endsWith('refused'))).toHaveLength(1);
  });

  it('stops when those that it started soon need it again', async () => {
    const stage = new Stage({ maxPerHour: 100 });
    await stage.report('1');
    for (const id of ['4', '5', '6', '7']) {
      await stage.pass(130_000);
      await stage.report(id);
    }
    expect(stage.steps).toEqual([
      '1 begun',
      '1 done 4',
      '4 begun',
      '4 done 5',
      '5 begun',
      '5 done 6',
      '6 begun',
      '6 done 7',
      '7 refused',
    ]);
  });

  it('counts what ends early by itself, and not what ends as it should', async () => {
    const stage = new Stage();
    for (let count = 0; count < 3; count++) stage.recycler.ended('x', 1000, true);
    await stage.report('1');
    expect(stage.steps).toEqual(['1 begun', '1 done 4']);
    for (let count = 0; count < 3; count++) stage.recycler.ended('x', 1000, false);
    await stage.report('2');
    expect(stage.steps.slice(2)).toEqual(['2 refused']);
  });

  it('keeps to its budget, and goes on when an hour has passed', async () => {
    const stage = new Stage({ maxPerHour: 1 });
    await stage.report('1');
    await stage.report('2');
    expect(stage.steps).toEqual(['1 begun', '1 done 4', '2 refused']);
    expect(stage.told[2]?.detail).toContain('recycling.maxPerHour');
    await stage.pass(3_601_000);
    expect(stage.steps.slice(3)).toEqual(['2 begun', '2 done 5']);
  });

  it('answers those that are not well whether they will be replaced, and until when not', async () => {
    const stage = new Stage({ maxPerHour: 1, jitter: 10_000 });
    await stage.report('3', {});
    await stage.report('1');
    await stage.pass(5000);
    await stage.report('2');
    stage.fleet.workers.push({ id: '9', startedAt: stage.time.now(), serving: true });
    const refused = 'All 1 replacements of this hour are used (recycling.maxPerHour).';
    expect(stage.fleet.answers).toEqual([
      ['1', {}],
      ['2', { refused, againInMs: 3_600_000 }],
    ]);
    await stage.pass(3_595_000);
    await stage.report('2');
    expect(stage.fleet.answers.at(-1)).toEqual(['2', { refused, againInMs: 5000 }]);
    await stage.pass(5000);
    await stage.report('2');
    expect(stage.steps.slice(-2)).toEqual(['2 begun', '2 done 5']);
  });

  it('answers that a worker is too young, that the last replacement did not start, or that replacing does not help', async () => {
    const stage = new Stage({ maxPerHour: 100 });
    stage.fleet.workers.push({ id: '9', startedAt: stage.time.now(), serving: true });
    await stage.report('9');
    expect(stage.fleet.answers).toEqual([
      ['9', { refused: 'It is younger than recycling.minAge.', againInMs: 120_000 }],
    ]);
    stage.fleet.start = () => Promise.reject(new Error('no'));
    await stage.report('1');
    await stage.report('1');
    expect(stage.fleet.answers.at(-1)).toEqual([
      '1',
      { refused: 'The last replacement did not start.', againInMs: 60_000 },
    ]);
    for (let count = 0; count < 3; count++) stage.recycler.ended('x', 1000, false);
    await stage.report('2');
    expect(stage.fleet.answers.at(-1)).toEqual([
      '2',
      { refused: expect.stringContaining('did not last'), againInMs: 3_600_000 },
    ]);
  });

  it('may be asked by hand, which no report of the worker takes back', async () => {
    const stage = new Stage({ maxPerHour: 1 });
    await stage.report('1');
    stage.recycler.requestRecycling('2', 'By hand.');
    await stage.report('2', {});
    await stage.pass(3_601_000);
    expect(stage.steps.slice(-2)).toEqual(['2 begun', '2 done 5']);
  });

  it('replaces what it is asked for at once', async () => {
    const stage = new Stage();
    stage.recycler.requestRecycling('3', 'A new version is there.');
    await settled();
    expect(stage.told[0]).toMatchObject({ id: '3', cause: 'requested', reason: 'A new version is there.' });
    expect(() => stage.recycler.requestRecycling('9', '')).toThrow(/^id must be one of 1, 2, 4, received/);
  });

  it('says how it went where no new one was needed, or the old one had to be killed', async () => {
    const stage = new Stage();
    stage.fleet.start = () => Promise.resolve(undefined);
    stage.fleet.outcome = 'killed';
    await stage.report('1');
    expect(stage.steps).toEqual(['1 begun', '1 done']);
    expect(stage.told[1]?.detail).toBe('It did not end within the grace, and was killed.');
  });

  it('does nothing when it is closed, and is not harmed by who listens', async () => {
    const stage = new Stage();
    stage.told.push = () => {
      throw new Error('a listener');
    };
    await stage.report('1');
    expect(stage.fleet.done).toEqual(['start for 1', 'drain 1']);
    expect(stage.logger.lines.some((line) => line.includes('who hears of replacements'))).toBe(true);
    stage.recycler.close();
    await stage.report('2');
    expect(stage.fleet.done).toHaveLength(2);
    expect([stage.fleet.closed, stage.time.pending]).toEqual([true, 0]);
  });
});

describe('its settings', () => {
  it('are those of the configuration, and checked like them', () => {
    const { recycling } = resolveConfiguration({ overrides: { recycling: { enabled: true } } }).configuration;
    expect(recyclingSettings({})).toEqual(recycling);
    expect(recyclingSettings({ grace: '1m', maxPerHour: 3 })).toMatchObject({ grace: 60_000, maxPerHour: 3 });
    expect(() => recyclingSettings({ maxPerHour: 0 })).toThrow(/recycling\.maxPerHour must be/);
  });
});

describe('workers in one container', () => {
  const full = { requested: 'Full.', endsInMs: 7000, containerMark: 700 };

  it('are replaced where they give back most, whoever asks, once all had the time to', async () => {
    const stage = new Stage({ minAge: 0 });
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 800 };
    for (const id of ['1', '2', '3']) await stage.report(id, { usedBytes: 50 });
    await stage.report('2', { usedBytes: 190 });
    await stage.report('1', { usedBytes: 100, ...full });
    expect(stage.fleet.done).toEqual([]);
    await stage.report('3', { usedBytes: 200, ...full });
    await stage.pass(1000);
    expect(stage.fleet.done.slice(0, 4)).toEqual(['start for 3', 'drain 3', 'start for 2', 'drain 2']);
  });

  it('are not replaced once there is room again', async () => {
    const stage = new Stage({ minAge: 0 });
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 800 };
    for (const id of ['1', '2', '3']) await stage.report(id, { usedBytes: 50 });
    for (const id of ['1', '2', '3']) await stage.report(id, { usedBytes: 200, ...full });
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 690 };
    await stage.pass(3000);
    expect(stage.fleet.done).toEqual([]);
    stage.usage = { containerLimitBytes: 1000, containerUsedBytes: 710 };
    await stage.pass(1000);
    expect(stage.fleet.done.length).toBeGreaterThan(0);
  });

  it('hear how many they are, and that one of them leaks', async () => {
    const stage = new Stage({ minAge: 0 });
    await stage.report('1', {});
    await stage.report('2', {});
    expect(stage.fleet.news.splice(0)).toEqual([
      ['1', { others: 2, leaking: false }],
      ['2', { others: 2, leaking: false }],
    ]);
    await stage.report('2', { requested: 'Full.', endsInMs: 7000 });
    expect(stage.fleet.news.slice(0, 2)).toEqual([
      ['1', { others: 2, leaking: true }],
      ['2', { others: 2, leaking: true }],
    ]);
  });
});
