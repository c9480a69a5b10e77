import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programEnvironment } from '../../harness/program.ts';
import { type CorpusProgram, programSettings } from './CorpusProgram.ts';
import { corpusFolder } from './installPackages.ts';
import { tapeOf } from './tapeOf.ts';

/** How long after its time a process is waited for. */
const graceMs = 30_000;

/** One process to run. */
export interface ProcessPlan {
  readonly program: CorpusProgram;
  readonly seconds: number;
  /** What is loaded before the program, in order: addresses of modules. */
  readonly preloads: readonly string[];
  readonly execArgv: readonly string[];
  /** Where its results go. */
  readonly file: string;
  /** Which build of the agent runs in it. */
  readonly build: string;
}

/** Runs a program until its time is over or it dies, and appends how it ended to its results. */
export function runProcess({
  program,
  seconds,
  preloads,
  execArgv,
  file,
  build,
}: ProcessPlan): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  for (const stale of [file, tapeOf(file)]) rmSync(stale, { force: true });
  const child = spawn(
    process.execPath,
    [
      ...execArgv,
      ...preloads.flatMap((preload) => ['--import', preload]),
      join(corpusFolder, 'programs', `${program.file}.mjs`),
    ],
    {
      cwd: corpusFolder,
      env: programEnvironment({
        ...programSettings(program),
        CORPUS_RECORD: file,
        CORPUS_TAPE: tapeOf(file),
        CORPUS_SECONDS: String(seconds),
      }),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const end = (): void => void child.kill('SIGKILL');
  const overdue = setTimeout(end, seconds * 1000 + graceMs);
  process.once('exit', end);
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => {
    complaint = `${complaint}${part.toString()}`.slice(0, 4_000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(overdue);
      process.off('exit', end);
      const exit = { kind: 'exit', time: Date.now(), code, signal, complaint, build };
      appendFileSync(file, `${JSON.stringify(exit)}\n`);
      resolve();
    });
  });
}
