import { describe, expect, it } from 'vitest';
import { gatheringOfMain } from '../../../src/recording/watchdog/gatheringOfMain.ts';
import type { MainSession } from '../../../src/recording/watchdog/MainSession.ts';
import { FakeTime } from '../../monitoring/simulation.ts';

type Answer = (error: Error | null, result?: object) => void;

function node(name: string, selfSize: number, children: object[] = []): object {
  return { callFrame: { functionName: name, url: 'file:///app/app.js', lineNumber: 3 }, selfSize, children };
}

/** A main thread whose profiler answers with these trees, one after the other, and has none to begin with where the first is null. */
class FakeSession implements MainSession {
  readonly posted: string[] = [];
  readonly #trees: (object | null)[];

  constructor(...trees: (object | null)[]) {
    this.#trees = trees;
  }

  connectToMainThread(): void {
    this.posted.push('connect');
  }

  disconnect(): void {
    this.posted.push('disconnect');
  }

  on(): void {
    // It tells nothing by itself.
  }

  post(method: string, ...rest: [...unknown[], Answer]): void {
    const answer = rest.at(-1) as Answer;
    this.posted.push(method.replace('HeapProfiler.', ''));
    if (method !== 'HeapProfiler.getSamplingProfile') {
      answer(null, {});
      return;
    }
    const tree = this.#trees.shift();
    // Silence is native code that does not let go of the thread.
    if (tree === null) answer(new Error('V8 sampling heap profiler was not started.'));
    else if (tree !== undefined) answer(null, { profile: { head: tree } });
  }
}

describe('what the main thread gathers', () => {
  it('is what is there after a second, where nobody had sampled before; then sampling ends', async () => {
    const time = new FakeTime();
    const session = new FakeSession(
      null,
      node('(root)', 0, [node('parse', 3e6, [node('parse', 1e6)]), node('load', 5e5)]),
    );
    const found = gatheringOfMain(session, time, () => time.now());
    time.pass(1000);
    expect(await found).toEqual({
      forMs: 1000,
      bytes: 4.5e6,
      sites: [
        { frame: 'parse (/app/app.js:4)', bytes: 4e6 },
        { frame: 'load (/app/app.js:4)', bytes: 5e5 },
      ],
    });
    expect(session.posted).toEqual([
      'connect',
      'getSamplingProfile',
      'startSampling',
      'getSamplingProfile',
      'disable',
      'disconnect',
    ]);
    expect(time.pending).toBe(0);
  });

  it('is the difference where somebody samples already, whose sampling goes on', async () => {
    const time = new FakeTime();
    const session = new FakeSession(
      node('(root)', 0, [node('old', 8e6), node('parse', 1e6)]),
      node('(root)', 0, [node('old', 7e6), node('parse', 3e6)]),
    );
    const found = gatheringOfMain(session, time, () => time.now());
    time.pass(1000);
    expect(await found).toMatchObject({
      bytes: 2e6,
      sites: [{ frame: 'parse (/app/app.js:4)', bytes: 2e6 }],
    });
    expect(session.posted).not.toContain('startSampling');
    expect(session.posted).not.toContain('disable');
  });

  it('has three sites at most', async () => {
    const time = new FakeTime();
    const many = Array.from({ length: 9 }, (_, index) => node(`f${index}`, 1e6 + index));
    const found = gatheringOfMain(new FakeSession(null, node('(root)', 0, many)), time, () => time.now());
    time.pass(1000);
    expect((await found)?.sites.map(({ frame }) => frame.slice(0, 2))).toEqual(['f8', 'f7', 'f6']);
  });

  it('is not known where native code does not let go within ten seconds, and nothing stays open', async () => {
    const time = new FakeTime();
    const session = new FakeSession(null);
    const found = gatheringOfMain(session, time, () => time.now());
    time.pass(10_000);
    expect(await found).toBeUndefined();
    expect(session.posted.slice(-2)).toEqual(['disable', 'disconnect']);
    expect(time.pending).toBe(0);
  });
});
