import { describe, expect, it } from 'vitest';
import { type CompactionSession, HeapCompactor } from '../../../src/sampling/node/HeapCompactor.ts';
import { answerOf, programFile } from '../program.ts';

/** A session that answers when a test says so. */
class Session implements CompactionSession {
  readonly done: string[] = [];
  answer: (error: Error | null) => void = () => {};

  connect(): void {
    this.done.push('connect');
  }

  disconnect(): void {
    this.done.push('disconnect');
  }

  post(method: string, answer: (error: Error | null) => void): void {
    this.done.push(method);
    this.answer = answer;
  }
}

function staged(openSession?: () => CompactionSession): {
  readonly session: Session;
  readonly compactor: HeapCompactor;
  readonly time: { ms: number };
  readonly later: (() => void)[];
} {
  const session = new Session();
  const time = { ms: 100 };
  const later: (() => void)[] = [];
  const compactor = new HeapCompactor({
    openSession: openSession ?? (() => session),
    now: () => time.ms,
    cpuTime: () => time.ms / 2,
    later: (callback) => later.push(callback),
  });
  return { session, compactor, time, later };
}

describe('a compaction', () => {
  it('tells how long it took, and lets go of the inspector', async () => {
    const { session, compactor, time, later } = staged();
    const compaction = compactor.compact();
    time.ms += 40;
    session.answer(null);
    expect(await compaction).toEqual({ performed: true, pauseMs: 40, cpuMs: 20 });
    later.shift()?.();
    expect(session.done).toEqual([
      'connect',
      'HeapProfiler.collectGarbage',
      'Runtime.discardConsoleEntries',
      'disconnect',
    ]);
  });

  it('does not disconnect before the event loop has come round, since that would block the thread for ever', async () => {
    const { session, compactor, later } = staged();
    const compaction = compactor.compact();
    session.answer(null);
    await compaction;
    expect(session.done).not.toContain('disconnect');
    expect(later).toHaveLength(1);
  });

  it('that is under way is the answer to whoever asks for another', async () => {
    const { session, compactor } = staged();
    const [first, second] = [compactor.compact(), compactor.compact()];
    expect(second).toBe(first);
    session.answer(null);
    await first;
    void compactor.compact();
    expect(session.done.filter((what) => what === 'connect')).toHaveLength(2);
  });

  it('that has not been answered for a minute is not waited for by others', async () => {
    const { session, compactor, time } = staged();
    const first = compactor.compact();
    time.ms += 59_000;
    expect(compactor.compact()).toBe(first);
    time.ms += 1000;
    const second = compactor.compact();
    expect(second).not.toBe(first);
    session.answer(null);
    expect((await second).performed).toBe(true);
  });

  it('is refused where the inspector refuses, or is not there', async () => {
    const refused = staged();
    const compaction = refused.compactor.compact();
    refused.session.answer(new Error('busy'));
    expect(await compaction).toEqual({ performed: false, reason: 'The inspector refused: busy.' });
    const { compactor } = staged(() => {
      throw new Error('Inspector is not available');
    });
    expect(await compactor.compact()).toEqual({
      performed: false,
      reason: 'The inspector is not to be had: Inspector is not available.',
    });
  });
});

const program = `
  import { Worker, isMainThread } from 'node:worker_threads';
  const source = nodeSource();
  let held = [];
  for (let index = 0; index < 1_000_000; index++) held.push({ index, list: [index] });
  held = undefined;
  const before = process.memoryUsage().rss;
  const collections = [await source.collector.compact(), await source.collector.compact()];
  const row = new Float64Array(sampleFields.length);
  source.read(row);
  const answer = {
    freed: before - process.memoryUsage().rss,
    performed: collections.map(({ performed }) => performed),
    readings: row[column.majorCollections],
    live: row[column.liveBytes],
  };
  source.close();
  const { parentPort } = await import('node:worker_threads');
  if (isMainThread) {
    const worker = new Worker(process.argv[1]);
    const inWorker = await new Promise((resolve) => worker.on('message', resolve));
    console.log(JSON.stringify({ answer, inWorker }));
  } else parentPort.postMessage(answer);
`;

describe('in a real process', () => {
  it('gives pages back, and the process ends, in the main thread and in others', async () => {
    const { answer, inWorker } = (await answerOf([await programFile(program)], { timeout: 15_000 })) as {
      readonly answer: { freed: number; performed: boolean[]; readings: number; live: number };
      readonly inWorker: { performed: boolean[] };
    };
    expect(answer.performed).toEqual([true, true]);
    expect(answer.freed).toBeGreaterThan(50 * 2 ** 20);
    expect(answer.readings).toBeGreaterThanOrEqual(2);
    expect(answer.live).toBeLessThan(20 * 2 ** 20);
    expect(inWorker.performed).toEqual([true, true]);
  });
});
