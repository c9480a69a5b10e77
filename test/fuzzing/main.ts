// `npm run fuzz -- [surface…] [--inputs N] [--seed S]`: tries inputs on what takes bytes from strangers, until one is not
// borne, which is then written to a file. Exit codes: 0 all were, 1 one was not, 2 wrong options.
import { writeFileSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { fuzzCommand } from './commandLine.ts';
import { keptOf } from './corpus.ts';
import { inputIn, roomForInput } from './inputInHand.ts';
import { surfaces } from './surfaces.ts';
import { type FuzzProgress, type FuzzTask, work } from './work.ts';

/** CPU time of the process in which an input must be done; a busy machine does not count. */
const longestInputMs = 20_000;
/** Memory that is not that of inputs which are kept; from a quarter of the run to its end. */
const mostGrowthBytes = 16 * 1024 ** 2;
/** So many inputs look for code that none has reached; those after them go on from what was found, several times as fast. */
const coveredShare = 0.2;
const mostCovered = 50_000;

if (isMainThread) await runAll();
else await work(workerData as FuzzTask);

async function runAll(): Promise<void> {
  const command = fuzzCommand(process.argv.slice(2), Object.keys(surfaces));
  if ('help' in command) {
    console.log(command.help);
    return;
  }
  if ('error' in command) {
    console.error(command.error);
    process.exitCode = 2;
    return;
  }
  const { inputs, seed } = command;
  for (const surface of command.surfaces) {
    console.log(`${surface}: seed ${seed}, ${inputs.toLocaleString('en')} inputs, Node ${process.version}`);
    const covered = Math.min(mostCovered, Math.ceil(inputs * coveredShare));
    const task = { surface, scriptUrl: import.meta.url, root: 'test/fuzzing', inHand: roomForInput() };
    const found = await keptOfRun({ ...task, inputs: covered, seed, isCovered: true, kept: [] });
    // A thread of its own: code that V8 has counted once stays slow.
    const rest = { ...task, inputs: inputs - covered, seed: seed + 1, isCovered: false };
    if (found !== undefined && (await keptOfRun({ ...rest, kept: found })) !== undefined) {
      console.log(`${surface}: all ${inputs.toLocaleString('en')} inputs were borne`);
      continue;
    }
    process.exitCode = 1;
    return;
  }
}

/** Runs the fuzzer in a thread that can be ended, whatever it does. Returns what it keeps; `undefined` where an input was not borne. */
async function keptOfRun(task: FuzzTask): Promise<readonly string[] | undefined> {
  const { surface, inputs, seed, inHand } = task;
  if (inputs === 0) return task.kept;
  const startedAt = performance.now();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 400 },
  });
  const told: FuzzProgress[] = [];
  const failure = await new Promise<string | undefined>((resolve) => {
    let last = { number: 0, cpuMs: cpuMs() };
    const timer = setInterval(() => {
      const number = Atomics.load(new Int32Array(inHand), 0);
      if (number !== last.number) last = { number, cpuMs: cpuMs() };
      else if (cpuMs() - last.cpuMs > longestInputMs) resolve(`it takes more than ${longestInputMs} ms`);
    }, 500);
    worker.on('message', (progress: FuzzProgress) => {
      told.push(progress);
      console.log(`${inWords(progress)}, ${Math.round((performance.now() - startedAt) / 1000)} s`);
      if (progress.failure !== undefined) resolve(progress.failure);
    });
    worker.on('error', (error) => resolve(`the thread ends: ${error.message}`));
    worker.on('exit', () => {
      clearInterval(timer);
      resolve(undefined);
    });
  });
  await worker.terminate();
  const isWhole = told.at(-1)?.tried === inputs;
  if (failure === undefined && isWhole) return hasGrown(told) ? undefined : told.at(-1)!.kept;
  const file = `fuzz-failure-${surface}-${seed}.json`;
  writeFileSync(file, `${JSON.stringify(keptOf(inputIn(inHand), failure ?? 'it ends the thread'))}\n`);
  console.log(`not borne: ${failure ?? 'the thread ended'}\nthe input is in ${file}`);
  return undefined;
}

function hasGrown(told: readonly FuzzProgress[]): boolean {
  const [early, last] = [told[Math.floor(told.length / 4)]!, told.at(-1)!];
  const grownBytes = last.heapBytes - last.keptBytes - (early.heapBytes - early.keptBytes);
  if (grownBytes <= mostGrowthBytes) return false;
  console.log(`not borne: memory grew by ${megabytes(grownBytes)} in the last three quarters`);
  return true;
}

function inWords({ tried, accepted, blocks, kept, heapBytes, keptBytes }: FuzzProgress): string {
  return [
    `${tried.toLocaleString('en')} inputs`,
    `${accepted.toLocaleString('en')} of them taken`,
    ...(blocks === undefined ? [] : [`${blocks.toLocaleString('en')} blocks reached`]),
    `${kept.length} inputs kept`,
    `${megabytes(heapBytes - keptBytes)} of heap beside them`,
  ].join(', ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
