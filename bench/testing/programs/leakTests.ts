import { EventEmitter } from 'node:events';
import { shippedUrl } from '../../harness/shipped.ts';

/** What came of one leak test. */
export interface TestedKind {
  readonly kind: string;
  /** What each run keeps in truth, about; 0 where it does not leak. */
  readonly trueBytes: number;
  /** `null` where it could not be told. */
  readonly leaks: boolean | null;
  readonly bytesPerRun: number;
  readonly wallMs: number;
  /** CPU time of the process meanwhile. */
  readonly cpuMs: number;
}

interface Kind {
  readonly kind: string;
  readonly trueBytes: number;
  readonly make: () => () => unknown;
}

/** Which of the operations comes first: to the first one falls what V8 compiles of the test itself. */
const first = Number(process.argv[2] ?? 0);
const { leakTest } = (await import(
  shippedUrl('testing/index.js')
)) as typeof import('../../../src/testing/index.ts');

const header = 16;

/** An array of numbers that takes so many bytes, its elements and itself. */
function arrayOf(bytes: number): number[] {
  return new Array(Math.floor((bytes - 3 * header) / 8)).fill(1.5);
}

const kinds: readonly Kind[] = [
  {
    kind: 'parses and writes JSON',
    trueBytes: 0,
    make: () => () => JSON.parse(JSON.stringify({ name: 'x'.repeat(100), list: [1, 2, 3] })),
  },
  {
    kind: 'waits for the event loop',
    trueBytes: 0,
    make: () => async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return arrayOf(1024);
    },
  },
  {
    kind: 'waits for a timer',
    trueBytes: 0,
    make: () => () => new Promise((resolve) => setTimeout(resolve, 1)),
  },
  {
    kind: 'fills a cache once',
    trueBytes: 0,
    make: () => {
      let cache: number[][] | undefined;
      return () => {
        cache ??= Array.from({ length: 500 }, () => arrayOf(1024));
        return cache.length;
      };
    },
  },
  {
    kind: 'has a cache of 300 entries',
    trueBytes: 0,
    make: () => {
      const cache = new Map<number, number[]>();
      let runs = 0;
      return () => {
        runs += 1;
        cache.set(runs, arrayOf(512));
        if (cache.size > 300) cache.delete(cache.keys().next().value as number);
      };
    },
  },
  {
    kind: 'compiles code as it goes',
    trueBytes: 0,
    make: () => {
      let runs = 0;
      return () => {
        runs += 1;
        const calculate = runs % 40 === 0 ? new Function('a', `return a + ${runs % 160}`) : String;
        const words = [...`${calculate(runs)} ${new Date(runs).toISOString()}`.matchAll(/(\d+)-(\w+)/g)];
        return words.map(([, number]) => number).sort();
      };
    },
  },
  {
    kind: 'makes buffers',
    trueBytes: 0,
    make: () => () => Buffer.alloc(100_000).length,
  },
  {
    kind: 'adds and removes a listener',
    trueBytes: 0,
    make: () => {
      const emitter = new EventEmitter();
      return () => {
        const big = arrayOf(1024);
        const listener = (): number => big.length;
        emitter.on('tick', listener).emit('tick');
        emitter.off('tick', listener);
      };
    },
  },
  {
    kind: 'array, 100 B a run',
    trueBytes: 100,
    make: () => {
      const kept: number[][] = [];
      return () => kept.push(arrayOf(96));
    },
  },
  {
    kind: 'Map, 1 KB a run',
    trueBytes: 1024,
    make: () => {
      const kept = new Map<number, number[]>();
      return () => kept.set(kept.size, arrayOf(1024));
    },
  },
  {
    kind: 'asynchronous, 100 B a run',
    trueBytes: 100,
    make: () => {
      const kept: number[][] = [];
      return async () => {
        await new Promise((resolve) => setImmediate(resolve));
        kept.push(arrayOf(96));
      };
    },
  },
  {
    kind: 'listeners, 1 KB a run',
    trueBytes: 1024,
    make: () => {
      const emitter = new EventEmitter().setMaxListeners(0);
      return () => {
        const big = arrayOf(900);
        emitter.on('tick', () => big.length);
      };
    },
  },
];

const tested: TestedKind[] = [];
for (let place = 0; place < kinds.length; place++) {
  const { kind, trueBytes, make } = kinds[(first + place) % kinds.length] as Kind;
  const operation = make();
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const report = await leakTest(operation, { explain: false, timeoutMs: 600_000 }).catch(() => undefined);
  const { user, system } = process.cpuUsage(cpu);
  tested.push({
    kind,
    trueBytes,
    leaks: report?.leaks ?? null,
    bytesPerRun: report?.bytesPerRun ?? 0,
    wallMs: performance.now() - begin,
    cpuMs: (user + system) / 1000,
  });
}
console.log(JSON.stringify(tested));
