import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, resourceLimits } from 'node:worker_threads';
import { BlockCoverage } from './BlockCoverage.ts';
import { Fuzzer } from './Fuzzer.ts';
import { putInput } from './inputInHand.ts';
import { Random } from './Random.ts';
import { surfaces } from './surfaces.ts';

/** What a thread is told to do. */
export interface FuzzTask {
  readonly surface: string;
  readonly inputs: number;
  readonly seed: number;
  /** The folder of the surfaces. */
  readonly root: string;
  /** The script whose coverage counts. */
  readonly scriptUrl: string;
  readonly inHand: SharedArrayBuffer;
  /** Whether inputs that reach more code are kept, which makes each of them several times as slow. */
  readonly isCovered: boolean;
  /** Inputs to go on from. */
  readonly kept: readonly string[];
}

/** How far it has come. */
export interface FuzzProgress {
  readonly tried: number;
  readonly accepted: number;
  readonly kept: readonly string[];
  /** Reached so far; `undefined` where nobody looks. */
  readonly blocks: number | undefined;
  /** After a collection. */
  readonly heapBytes: number;
  /** Of it, the inputs that are kept. */
  readonly keptBytes: number;
  readonly failure?: string;
}

const mostReportInputs = 20_000;

/** Tries the inputs, and posts how far it has come. */
export async function work({
  surface: name,
  inputs,
  seed,
  root,
  scriptUrl,
  inHand,
  isCovered,
  kept,
}: FuzzTask): Promise<void> {
  if (resourceLimits.maxOldGenerationSizeMb === undefined) throw new Error('not in a worker');
  const surface = await surfaces[name]!(root);
  const coverage = isCovered ? new BlockCoverage(scriptUrl) : undefined;
  const before = (input: Parameters<typeof putInput>[0]): void => putInput(input, inHand);
  const fuzzer = new Fuzzer({ random: new Random(seed), surface, coverage, kept, before });
  const report = (failure?: string): void => {
    const { tried, accepted } = fuzzer;
    const keptBytes = fuzzer.kept.reduce((sum, text) => sum + text.length, 0);
    const heapBytes = heapAfterCollection();
    const more = fuzzer.kept.slice(surface.seeds.length);
    const progress = { tried, accepted, kept: more, blocks: coverage?.size, heapBytes, keptBytes };
    parentPort!.postMessage(failure === undefined ? progress : { ...progress, failure });
  };
  try {
    const reportInputs = Math.min(mostReportInputs, Math.ceil(inputs / 20));
    while (fuzzer.tried < inputs) {
      await fuzzer.run(Math.min(reportInputs, inputs - fuzzer.tried));
      report();
    }
  } catch (error) {
    report(inWhole(error));
  }
  coverage?.end();
  await surface.close?.();
}

function inWhole(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return `${error.stack}${cause === undefined ? '' : `\ncause: ${inWhole(cause)}`}`;
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
