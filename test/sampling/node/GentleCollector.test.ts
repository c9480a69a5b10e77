import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { GentleCollector, type MemoryMeasuring } from '../../../src/sampling/node/GentleCollector.ts';
import { programFile } from '../program.ts';

/** A process whose memory is measured when a test says so. */
class Measured implements MemoryMeasuring {
  readonly asked: unknown[] = [];
  readonly warnings: unknown[][] = [];
  /** What happens within the call. */
  onAsked: () => void = () => {};
  settle: () => void = () => {};
  fail: (error: Error) => void = () => {};
  nowMs = 0;
  contexts = 2;
  readonly host = { emitWarning: (...given: unknown[]): void => void this.warnings.push(given) };
  readonly collector: GentleCollector = new GentleCollector({
    execArgv: [],
    measuring: () => this,
    host: this.host as never,
    contexts: () => this.contexts,
    now: () => this.nowMs,
  });

  readonly measureMemory = (options: unknown): Promise<unknown> => {
    this.asked.push(options);
    this.onAsked();
    return new Promise((resolve, reject) => {
      this.settle = () => resolve(undefined);
      this.fail = reject;
    });
  };
}

const requested = { requested: true, startsWithinMs: 10_000 };

describe('a gentle collection', () => {
  it('is asked for by measuring memory, and begins within ten seconds', () => {
    const measured = new Measured();
    expect(measured.collector.collect()).toEqual(requested);
    expect(measured.asked).toEqual([{ mode: 'summary', execution: 'default' }]);
  });

  it('is not asked for in a process with contexts of its own', () => {
    const measured = new Measured();
    measured.contexts = 3;
    expect(measured.collector.collect()).toEqual({
      requested: false,
      reason: 'The process has several contexts.',
    });
    measured.contexts = 2;
    expect(measured.collector.collect()).toMatchObject({ requested: false });
    expect(measured.asked).toEqual([]);
  });

  it('is one at a time', async () => {
    const measured = new Measured();
    measured.collector.collect();
    measured.nowMs = 4000;
    expect(measured.collector.collect()).toEqual({ requested: true, startsWithinMs: 6000 });
    measured.nowMs = 12_000;
    expect(measured.collector.collect()).toEqual({ requested: true, startsWithinMs: 0 });
    expect(measured.asked).toHaveLength(1);
    measured.settle();
    await Promise.resolve();
    expect(measured.collector.collect()).toEqual(requested);
    expect(measured.asked).toHaveLength(2);
  });

  it('that fails is asked for again, and nobody hears of it', async () => {
    const measured = new Measured();
    measured.collector.collect();
    measured.fail(new Error('the context is gone'));
    await Promise.resolve();
    measured.collector.collect();
    expect(measured.asked).toHaveLength(2);
  });

  it('that never ends is given up after a minute', async () => {
    const measured = new Measured();
    measured.collector.collect();
    const settleFirst = measured.settle;
    measured.nowMs = 60_000;
    measured.collector.collect();
    settleFirst();
    await Promise.resolve();
    measured.nowMs = 61_000;
    expect(measured.collector.collect()).toEqual({ requested: true, startsWithinMs: 9000 });
    expect(measured.asked).toHaveLength(2);
  });

  it('keeps its warning from the application, and no other one', () => {
    const measured = new Measured();
    const { emitWarning } = measured.host;
    measured.onAsked = () => {
      measured.host.emitWarning('vm.measureMemory is an experimental feature', 'ExperimentalWarning');
      measured.host.emitWarning('something else', 'Warning');
    };
    measured.collector.collect();
    expect(measured.warnings).toEqual([['something else', 'Warning']]);
    expect(measured.host.emitWarning).toBe(emitWarning);
  });
});

describe('where no gentle collection can be had', () => {
  it.each(['--no-incremental-marking', '--noincremental_marking'])('because of %s, it says so', (option) => {
    const collector = new GentleCollector({ execArgv: [option], measuring: () => new Measured() });
    expect(collector.collect()).toEqual({ requested: false, reason: `V8 was started with ${option}.` });
  });

  it('because Node has no such measurement, it says so, and asks once', () => {
    let asked = 0;
    const collector = new GentleCollector({
      execArgv: [],
      measuring: () => {
        asked += 1;
        return {};
      },
    });
    const refusal = { requested: false, reason: 'V8 does not measure memory here.' };
    expect([collector.collect(), collector.collect(), asked]).toEqual([refusal, refusal, 1]);
  });

  it('because the module cannot be had, it says so', () => {
    const measuring = (): never => {
      throw 'no';
    };
    expect(new GentleCollector({ execArgv: [], measuring }).collect()).toEqual({
      requested: false,
      reason: 'V8 does not measure memory: no.',
    });
  });

  it('because the call throws, it says so and puts back what it replaced', () => {
    const measured = new Measured();
    const { emitWarning } = measured.host;
    measured.onAsked = () => {
      throw new Error('not here');
    };
    const refusal = { requested: false, reason: 'V8 does not measure memory: not here.' };
    expect([measured.collector.collect(), measured.collector.collect()]).toEqual([refusal, refusal]);
    expect(measured.asked).toHaveLength(1);
    expect(measured.host.emitWarning).toBe(emitWarning);
  });

  it('because warnings cannot be held back, none is asked for', () => {
    const measured = new Measured();
    Object.freeze(measured.host);
    expect(measured.collector.collect()).toMatchObject({ requested: false });
    expect(measured.asked).toEqual([]);
  });
});

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with some Node, warnings included. */
function run(node: string, file: string): Promise<Answer> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return promisify(execFile)(node, [file], { env, timeout: 100_000 });
}

/** Other Nodes to try it with, where a machine has them: paths of their binaries, separated by colons. */
const nodes = [process.execPath, ...(process.env.TIDEMARK_TEST_NODES?.split(':') ?? [])].filter(existsSync);

describe.each(nodes)('in a real process of %s', { timeout: 120_000 }, (node) => {
  it('a reading comes of it, that of a full collection, without a warning', async () => {
    const file = await programFile(`
      const keep = (globalThis.keep = []);
      for (let index = 0; index < 2_000_000; index++) keep.push({ index, text: 'x' + (index % 7) });
      const source = nodeSource();
      const readings = [];
      source.onReading((reading) => readings.push(reading));
      source.collector.collect();
      const { liveBytes } = readings.at(-1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      readings.length = 0;
      const answer = source.collector.collectGently();
      const begin = performance.now();
      while (readings.length === 0 && performance.now() - begin < 60_000) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const again = source.collector.collectGently();
      const difference = readings[0]?.liveBytes - liveBytes;
      console.log(JSON.stringify({ answer, again, difference }));
    `);
    const { stdout, stderr } = await run(node, file);
    expect(stderr).toBe('');
    const { answer, again, difference } = JSON.parse(stdout);
    expect(answer).toEqual(requested);
    expect(again).toMatchObject({ requested: true });
    expect(Math.abs(difference)).toBeLessThan(1_000_000);
  });

  it('nothing is kept alive, not by a thread either', async () => {
    const file = await programFile(`
      import { isMainThread, Worker } from 'node:worker_threads';
      import { fileURLToPath } from 'node:url';
      console.log(isMainThread, JSON.stringify(nodeSource().collector.collectGently()));
      if (isMainThread) new Worker(fileURLToPath(import.meta.url));
    `);
    const begin = performance.now();
    const { stdout, stderr } = await run(node, file);
    expect(performance.now() - begin).toBeLessThan(9000);
    expect(stderr).toBe('');
    const answer = JSON.stringify(requested);
    expect(stdout).toBe(`true ${answer}\nfalse ${answer}\n`);
  });
});
