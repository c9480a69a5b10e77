import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { GentleCollection } from '../../../src/sampling/Collector.ts';
import { GentleMarking } from '../../../src/sampling/node/GentleMarking.ts';
import { programFile } from '../program.ts';

/** A process in which a marking is begun, and a test says what becomes of it. */
class MarkingProcess {
  readonly flags: string[] = [];
  readonly waits: number[] = [];
  /** Whether V8's threads are at work, each time that is looked at; unknown once these are used up. */
  threads: boolean[] = [];
  /** What a look takes, in milliseconds. */
  lookMs = 5;
  answer: GentleCollection = { requested: true, pauseMs: 3 };
  readonly marking: GentleMarking;
  #clock = 0;
  #onPause: (pauseMs: number) => void = () => {};
  #onEnd: () => void = () => {};
  #due: () => void = () => {};

  constructor(v8Version: string, mebibytes = 100) {
    this.marking = new GentleMarking({
      v8Version,
      threads: { busy: () => this.threads.shift() },
      usedBytes: () => mebibytes * 1024 ** 2,
      now: () => this.#clock,
      gc: { setFlag: (flag, on) => void this.flags.push(`${on ? '+' : '-'}${flag}`) },
      gentle: {
        collect: (onPause = () => {}, onEnd = () => {}) => {
          this.#onPause = onPause;
          this.#onEnd = onEnd;
          return this.answer;
        },
      },
      after: (delayMs, callback) => {
        this.waits.push(delayMs);
        this.#due = callback;
      },
    });
  }

  /** V8 ends the collection, with a pause. */
  end(pauseMs: number): void {
    this.#onEnd();
    this.#onPause(pauseMs);
  }

  /** The time that was waited for is over. */
  pass(): void {
    this.#due();
  }

  /** Begins, waits, and looks. Returns how often there was a look. */
  look(isFaster = false): number {
    let looks = 0;
    this.marking.begin(() => {
      looks += 1;
      this.#clock += this.lookMs;
    });
    if (isFaster) this.end(9);
    this.pass();
    return looks;
  }
}

const node20 = '11.3.244.8-node.38';
const node24 = '13.6.233.10-node.28';

describe('a marking that is waited for', () => {
  it('calls back once, when it is nearly done', () => {
    const process = new MarkingProcess(node24);
    expect(process.look()).toBe(1);
    process.pass();
    expect(process.waits).toHaveLength(1);
  });

  it('does not call back where V8 has ended it before, and tells of the pause', () => {
    const process = new MarkingProcess(node24);
    const pauses: number[] = [];
    let looks = 0;
    const begun = process.marking.begin(
      () => {
        looks += 1;
      },
      (pauseMs) => pauses.push(pauseMs),
    );
    process.end(9);
    process.pass();
    expect(begun).toEqual({ requested: true, pauseMs: 3 });
    expect([looks, pauses]).toEqual([0, [9]]);
  });

  it('has no pause of its own where the look ended it', () => {
    const process = new MarkingProcess(node24);
    const pauses: number[] = [];
    process.marking.begin(
      () => process.end(40),
      (pauseMs) => pauses.push(pauseMs),
    );
    process.pass();
    expect(pauses).toEqual([]);
  });

  it('is waited for in proportion to the heap, for three seconds at most', () => {
    const waitOf = (mebibytes: number): number => {
      const process = new MarkingProcess(node24, mebibytes);
      process.look();
      return process.waits[0]!;
    };
    expect(waitOf(200)).toBeCloseTo(2 * waitOf(100));
    expect(waitOf(1)).toBe(10);
    expect(waitOf(1_000_000)).toBe(3000);
  });

  it('is waited for a shorter time where V8 was faster, and for longer where much was left to do', () => {
    const process = new MarkingProcess(node24);
    process.look(true);
    process.look();
    process.lookMs = 200;
    process.look();
    process.look();
    const [first, second, third, fourth] = process.waits as [number, number, number, number];
    expect(second).toBeLessThan(first);
    expect(third).toBe(second);
    expect(fourth).toBeGreaterThan(third);
  });

  it('is never waited for longer than three seconds, however long the looks are', () => {
    const process = new MarkingProcess(node24, 1000);
    process.lookMs = 5000;
    for (let look = 0; look < 200; look++) process.look();
    expect(Math.max(...process.waits)).toBeLessThanOrEqual(3000);
    process.look(true);
    process.look(true);
    expect(process.waits.at(-1)).toBeLessThan(3000);
  });

  it('is waited for no shorter than 10 ms however often V8 was faster, and soon longer again', () => {
    const process = new MarkingProcess(node24);
    for (let look = 0; look < 200; look++) process.look(true);
    expect(process.waits.at(-1)).toBe(10);
    process.lookMs = 200;
    for (let look = 0; look < 4; look++) process.look();
    expect(process.waits.at(-1)).toBeGreaterThan(10);
  });

  it('calls back when the threads that mark have been quiet twice, where they can be seen', () => {
    const process = new MarkingProcess(node20);
    process.threads = [true, true, true, false, true, false, false];
    let looks = 0;
    process.marking.begin(() => {
      looks += 1;
    });
    for (let round = 0; round < 6; round++) {
      process.pass();
      expect(looks).toBe(0);
      expect(process.flags.at(-1)).toBe('-incremental-marking-task');
    }
    process.pass();
    expect(looks).toBe(1);
    expect(process.waits).toEqual([50, 8, 8, 8, 8, 8, 0]);
    expect(process.flags).toEqual(['-incremental-marking-task', '+incremental-marking-task']);
  });

  it('lets V8 go on where it has ended the collection while its threads were watched', () => {
    const process = new MarkingProcess(node20);
    process.threads = [true, true, true];
    const pauses: number[] = [];
    let looks = 0;
    process.marking.begin(
      () => {
        looks += 1;
      },
      (pauseMs) => pauses.push(pauseMs),
    );
    process.pass();
    process.end(7);
    process.pass();
    process.pass();
    expect([looks, pauses]).toEqual([0, [7]]);
    expect(process.flags.at(-1)).toBe('+incremental-marking-task');
  });

  it('goes by what was learnt where V8 would end it before its threads are seen to be quiet', () => {
    const process = new MarkingProcess(node24);
    process.threads = [true, true];
    expect(process.look()).toBe(1);
    expect(process.threads).toHaveLength(2);
    expect(process.waits).toEqual([45]);
  });

  it('does not wait for ever for threads of the application that are always at work', () => {
    const process = new MarkingProcess(node20);
    process.threads = new Array(1000).fill(true);
    let looks = 0;
    process.marking.begin(() => {
      looks += 1;
    });
    for (let round = 0; round < 200 && looks === 0; round++) process.pass();
    expect(looks).toBe(1);
    expect(process.waits.length).toBe(101);
  });

  it('does not call back where somebody has forced it to its end, and no pause is told', () => {
    const pauses: number[] = [];
    let looks = 0;
    let end = (): void => {};
    let due = (): void => {};
    const marking = new GentleMarking({
      v8Version: node24,
      threads: { busy: () => undefined },
      usedBytes: () => 0,
      gc: { setFlag: () => {} },
      gentle: {
        collect: (_onPause, onEnd = () => {}) => {
          end = onEnd;
          return { requested: true, pauseMs: 3 };
        },
      },
      after: (_delayMs, callback) => {
        due = callback;
      },
    });
    marking.begin(
      () => {
        looks += 1;
      },
      (pauseMs) => pauses.push(pauseMs),
    );
    end();
    due();
    expect([looks, pauses]).toEqual([0, []]);
  });

  it('has V8 held off no longer when the look throws', () => {
    const process = new MarkingProcess(node20);
    process.marking.begin(() => {
      throw new Error('no profile');
    });
    expect(() => process.pass()).toThrow('no profile');
    expect(process.flags.at(-1)).toBe('+incremental-marking-task');
  });
});

describe('the flag that keeps V8 from ending it', () => {
  it('is off while it is waited for, and on before the look, with V8 11', () => {
    const process = new MarkingProcess(node20);
    let atLook: string[] = [];
    process.marking.begin(() => {
      atLook = [...process.flags];
    });
    expect(process.flags).toEqual(['-incremental-marking-task']);
    process.pass();
    expect(atLook).toEqual(['-incremental-marking-task', '+incremental-marking-task']);
  });

  it('is put back where V8 was faster, too', () => {
    const process = new MarkingProcess(node20);
    process.look(true);
    expect(process.flags.at(-1)).toBe('+incremental-marking-task');
  });

  it('is left alone with later versions, and where nothing was begun', () => {
    const later = new MarkingProcess(node24);
    later.look();
    const refused = new MarkingProcess(node20);
    refused.answer = { requested: false, reason: 'V8 was started with --no-concurrent-marking.' };
    expect(refused.marking.begin(() => {})).toEqual(refused.answer);
    expect([...later.flags, ...refused.flags, ...refused.waits]).toEqual([]);
  });
});

describe('a look in a real process', () => {
  it('takes up the marking that was begun for it, and is a reading', async () => {
    const file = await programFile(`
      import { Session } from 'node:inspector';
      import { constants, PerformanceObserver } from 'node:perf_hooks';
      const kinds = [];
      new PerformanceObserver((list) => kinds.push(...list.getEntries().map(({ detail }) => detail.kind)))
        .observe({ entryTypes: ['gc'] });
      const session = new Session();
      session.connect();
      session.post('HeapProfiler.startSampling', { samplingInterval: 32768 });
      const keep = (globalThis.keep = []);
      for (let index = 0; index < 800_000; index++) keep.push({ index, text: 'x' + (index % 7) });
      const source = nodeSource();
      let readings = 0;
      source.onReading(() => readings++);
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      const { NODE_PERFORMANCE_GC_MAJOR: major } = constants;
      let samples = 0;
      let majors = 0;
      let answer;
      // V8 may be faster, and is given less time then; or as fast, so that there are two collections.
      for (let tries = 0; tries < 50 && (samples === 0 || majors > 1); tries++) {
        let over = false;
        samples = 0;
        // What is still to be heard of the try before does not count.
        for (let heard = -1; heard !== kinds.length; await pause(500)) heard = kinds.length;
        kinds.length = 0;
        readings = 0;
        answer = source.collector.markGently(() => {
          session.post('HeapProfiler.getSamplingProfile', (error, { profile }) => {
            samples = profile.samples.length;
          });
          over = true;
        }, () => (over = true));
        for (let round = 0; round < 600 && !over; round++) await pause(50);
        const isHeard = () => readings > 0 && kinds.includes(major);
        for (let round = 0; round < 200 && !isHeard(); round++) await pause(50);
        await pause(200);
        majors = kinds.filter((kind) => kind === major).length;
      }
      console.log(JSON.stringify({ answer, samples, readings, majors }));
      process.exit(0);
    `);
    // V8 would collect by itself once the process has been idle for some seconds.
    const given = ['--no-memory-reducer', file];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, given);
    expect(stderr).toBe('');
    const { answer, samples, readings, majors } = JSON.parse(stdout);
    expect(answer).toEqual({ requested: true, pauseMs: expect.any(Number) });
    expect(samples).toBeGreaterThan(100);
    // One collection in all, the look's: V8 does not go on with the marking afterwards.
    expect([majors, readings]).toEqual([1, 1]);
  });
});
