import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CollectionGate, ExposedGc } from '../../../src/sampling/node/ExposedGc.ts';
import { GentleCollector } from '../../../src/sampling/node/GentleCollector.ts';
import { programFile } from '../program.ts';

/** The flags of a process, and what was done in which order. */
class Gate implements CollectionGate {
  readonly done: unknown[] = [];
  onCollect: () => void = () => {};

  setFlagsFromString(flags: string): void {
    this.done.push(flags);
  }

  runInNewContext(): unknown {
    return (options: unknown) => {
      this.done.push(options);
      this.onCollect();
    };
  }
}

function collectorOf(
  gate: Gate,
  now: () => number = () => 0,
  next: (onPause: (pauseMs: number) => void) => void = () => {},
): GentleCollector {
  const gc = new ExposedGc({ execArgv: [], openGate: () => gate });
  return new GentleCollector({ execArgv: [], v8Version: '13.6.233.10-node.28', gc, pause: { next }, now });
}

const onceMade = ['--stress-incremental-marking', { type: 'minor' }, '--no-stress-incremental-marking'];

describe('a gentle collection', () => {
  it('is started by a minor one while a flag is set, and takes as long as that', () => {
    const gate = new Gate();
    let time = 100;
    gate.onCollect = () => {
      time += 4;
    };
    const collector = collectorOf(gate, () => time);
    expect(gate.done).toEqual([]);
    expect(collector.collect()).toEqual({ requested: true, pauseMs: 4 });
    expect(collector.collect()).toEqual({ requested: true, pauseMs: 4 });
    expect(gate.done).toEqual([...onceMade, ...onceMade]);
  });

  it('tells of the pause at its end', () => {
    const heard: number[] = [];
    const collector = collectorOf(new Gate(), undefined, (onPause) => onPause(17));
    collector.collect((pauseMs) => heard.push(pauseMs));
    collector.collect();
    expect(heard).toEqual([17]);
  });

  it('that fails is not tried again, and the flag is put back', () => {
    const gate = new Gate();
    gate.onCollect = () => {
      throw new Error('not here');
    };
    const collector = collectorOf(gate);
    const refusal = { requested: false, reason: 'V8 does not collect: not here.' };
    expect([collector.collect(), collector.collect()]).toEqual([refusal, refusal]);
    expect(gate.done).toEqual(onceMade);
    gate.onCollect = () => {
      throw 'no';
    };
    expect(collectorOf(gate).collect()).toEqual({ requested: false, reason: 'V8 does not collect: no.' });
  });
});

describe('where no gentle collection can be had', () => {
  it.each([
    '--no-incremental-marking',
    '--noincremental_marking',
    '--no-concurrent-marking',
    '--single-threaded',
    '--single-threaded-gc',
    '--predictable',
    '--stress-incremental-marking',
    '--gc-global',
    '--minor-ms',
  ])('because of %s, it says so and touches nothing', (option) => {
    const gate = new Gate();
    const gc = new ExposedGc({ execArgv: [], openGate: () => gate });
    const collector = new GentleCollector({ execArgv: ['--no-warnings', option], gc });
    expect(collector.collect()).toEqual({ requested: false, reason: `V8 was started with ${option}.` });
    expect(gate.done).toEqual([]);
  });

  it.each(['10.2.154.26-node.36', '15.0.1', '1.4'])(
    'because V8 %s was not tried, it says so',
    (v8Version) => {
      const gate = new Gate();
      const gc = new ExposedGc({ execArgv: [], openGate: () => gate });
      expect(new GentleCollector({ execArgv: [], v8Version, gc }).collect()).toEqual({
        requested: false,
        reason: `That was not tried with V8 ${v8Version}.`,
      });
      expect(gate.done).toEqual([]);
    },
  );

  it('because there is no collector, it says why', () => {
    const openGate = (): never => {
      throw new Error('not permitted');
    };
    const gc = new ExposedGc({ execArgv: [], openGate });
    const refusal = { requested: false, reason: 'V8 does not expose its collector: not permitted.' };
    expect(new GentleCollector({ execArgv: [], gc }).collect()).toEqual(refusal);
    expect(new GentleCollector({ execArgv: ['--freeze-flags-after-init'] }).collect()).toEqual({
      requested: false,
      reason: 'V8 was started with --freeze-flags-after-init.',
    });
    expect(() => gc.collectMinor('gc-global')).not.toThrow();
    expect(() => gc.collect()).not.toThrow();
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
      import { constants, PerformanceObserver } from 'node:perf_hooks';
      const kinds = [];
      new PerformanceObserver((list) => kinds.push(...list.getEntries().map(({ detail }) => detail.kind)))
        .observe({ entryTypes: ['gc'] });
      const keep = (globalThis.keep = []);
      for (let index = 0; index < 2_000_000; index++) keep.push({ index, text: 'x' + (index % 7) });
      const source = nodeSource();
      const readings = [];
      source.onReading((reading) => readings.push(reading));
      source.collector.collect();
      const { liveBytes } = readings.at(-1);
      await new Promise((resolve) => setTimeout(resolve, 500));
      readings.length = 0;
      kinds.length = 0;
      let endMs;
      const answer = source.collector.collectGently((pauseMs) => (endMs = pauseMs));
      const begin = performance.now();
      while (readings.length === 0 && performance.now() - begin < 60_000) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const difference = readings[0]?.liveBytes - liveBytes;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { NODE_PERFORMANCE_GC_INCREMENTAL: incremental, NODE_PERFORMANCE_GC_MAJOR: major } = constants;
      const majors = kinds.filter((kind) => kind === major).length;
      console.log(JSON.stringify({ answer, difference, incremental: kinds.includes(incremental), majors, endMs }));
    `);
    const { stdout, stderr } = await run(node, file);
    expect(stderr).toBe('');
    const { answer, difference, incremental, majors, endMs } = JSON.parse(stdout);
    expect(answer).toEqual({ requested: true, pauseMs: expect.any(Number) });
    expect([incremental, majors]).toEqual([true, 1]);
    expect(endMs).toBeGreaterThan(0);
    expect(Math.abs(difference)).toBeLessThan(1_000_000);
  });

  it('nothing is kept alive, not by a thread either, and the flag is off again', async () => {
    const file = await programFile(`
      import { isMainThread, Worker } from 'node:worker_threads';
      import { fileURLToPath } from 'node:url';
      const source = nodeSource();
      let readings = 0;
      source.onReading(() => readings++);
      console.log(isMainThread, source.collector.collectGently().requested);
      // With the flag on, every few new pages would start another collection.
      let kept = [];
      for (let round = 0; round < 20; round++) {
        kept = Array.from({ length: 50_000 }, (_, index) => ({ index }));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      console.log(kept.length, readings <= 8);
      if (isMainThread) new Worker(fileURLToPath(import.meta.url));
    `);
    const { stdout, stderr } = await run(node, file);
    expect(stderr).toBe('');
    expect(stdout).toBe('true true\n50000 true\nfalse true\n50000 true\n');
  });
});
