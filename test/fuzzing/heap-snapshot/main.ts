// `npm run fuzz:heap -- [--inputs N] [--seed S]`: tries inputs on the reader, the kernels and the analyses of heap snapshots until
// one is not borne, which is then written to a file. Exit code 0 where all were.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, resourceLimits, Worker, workerData } from 'node:worker_threads';
import { BlockCoverage } from './BlockCoverage.ts';
import type { FuzzInput } from './checkInput.ts';
import { keptInputs, keptOf } from './corpus.ts';
import { Fuzzer } from './Fuzzer.ts';
import { Random } from './Random.ts';

interface Task {
  readonly inputs: number;
  readonly seed: number;
  readonly corpus: string;
  readonly scriptUrl: string;
  /** Where the input in hand stands: number, lengths, pieces, bytes. */
  readonly inHand: SharedArrayBuffer;
}

interface Progress {
  readonly tried: number;
  readonly snapshots: number;
  readonly kept: number;
  readonly blocks: number;
  readonly failure?: string;
}

const reportInputs = 20_000;
/** CPU time of the process in which an input must be done; a busy machine does not count. */
const longestInputMs = 10_000;
const headWords = 8;
const mostBytes = 1 << 20;

if (isMainThread) await watch();
else work(workerData as Task);

/** Runs the fuzzer in a thread that can be ended, whatever it does. */
async function watch(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      corpus: { type: 'string', default: 'test/fuzzing/heap-snapshot/corpus' },
    },
  });
  const { inputs, seed, corpus } = { ...values, inputs: Number(values.inputs), seed: Number(values.seed) };
  const inHand = new SharedArrayBuffer(4 * headWords + mostBytes);
  const task: Task = { inputs, seed, corpus, inHand, scriptUrl: import.meta.url };
  console.log(`seed ${seed}, ${inputs.toLocaleString('en')} inputs, Node ${process.version}`);
  const startedAt = performance.now();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 400 },
  });
  const numberInHand = (): number => Atomics.load(new Int32Array(inHand), 0);
  let last = { number: 0, cpuMs: cpuMs() };
  let told: Progress | undefined;
  const failure = await new Promise<string | undefined>((resolve) => {
    const timer = setInterval(() => {
      const number = numberInHand();
      if (number !== last.number) last = { number, cpuMs: cpuMs() };
      else if (cpuMs() - last.cpuMs > longestInputMs) resolve(`it takes more than ${longestInputMs} ms`);
    }, 500);
    worker.on('message', (progress: Progress) => {
      told = progress;
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      console.log(
        `${progress.tried.toLocaleString('en')} inputs, ${progress.snapshots.toLocaleString('en')} of them snapshots, ${progress.blocks.toLocaleString('en')} blocks reached, ${progress.kept} inputs kept, ${seconds} s`,
      );
      if (progress.failure !== undefined) resolve(progress.failure);
    });
    worker.on('error', (error) => resolve(`the thread ends: ${error.message}`));
    worker.on('exit', () => resolve(undefined));
    worker.on('exit', () => clearInterval(timer));
  });
  await worker.terminate();
  if (failure === undefined && told?.tried === inputs) return;
  const file = `fuzz-failure-${seed}.json`;
  writeFileSync(file, `${JSON.stringify(keptOf(inputIn(inHand), failure ?? 'it ends the thread'))}\n`);
  console.log(`not borne: ${failure ?? 'the thread ended'}\nthe input is in ${file}`);
  process.exitCode = 1;
}

function work({ inputs, seed, corpus, inHand, scriptUrl }: Task): void {
  if (resourceLimits.maxOldGenerationSizeMb === undefined) throw new Error('not in a worker');
  const coverage = new BlockCoverage(scriptUrl);
  const fuzzer = new Fuzzer({
    random: new Random(seed),
    seeds: keptInputs(corpus).map(({ text }) => text),
    coverage,
    before: (input) => put(input, inHand),
  });
  const report = (failure?: string): void => {
    const { tried, snapshots, kept } = fuzzer;
    const progress: Progress = { tried, snapshots, kept: kept.length, blocks: coverage.size };
    parentPort!.postMessage(failure === undefined ? progress : { ...progress, failure });
  };
  try {
    while (fuzzer.tried < inputs) {
      fuzzer.run(Math.min(reportInputs, inputs - fuzzer.tried));
      report();
    }
  } catch (error) {
    report((error as Error).stack ?? String(error));
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function put({ bytes, pieces }: FuzzInput, inHand: SharedArrayBuffer): void {
  const words = new Int32Array(inHand, 0, headWords);
  new Uint8Array(inHand, 4 * headWords).set(bytes);
  words[1] = bytes.length;
  words[2] = pieces.length;
  words.set(pieces, 3);
  Atomics.add(words, 0, 1);
}

function inputIn(inHand: SharedArrayBuffer): FuzzInput {
  const words = new Int32Array(inHand, 0, headWords);
  return {
    bytes: new Uint8Array(inHand, 4 * headWords).slice(0, words[1]!),
    pieces: [...words.subarray(3, 3 + words[2]!)],
  };
}
