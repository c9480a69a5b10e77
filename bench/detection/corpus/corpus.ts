import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench, ProgramSelection, RunOptions } from '../../harness/Bench.ts';
import { shippedUrl } from '../../harness/shipped.ts';
import type { Table } from '../../harness/Table.ts';
import { agentBuild } from './agentBuild.ts';
import type { CorpusProgram } from './CorpusProgram.ts';
import { type Calibration, calibrationOf, calibrationTable } from './calibration.ts';
import { detectionTables } from './detectionTables.ts';
import { corpusFolder, installPackages } from './installPackages.ts';
import { limitPrograms } from './limitPrograms.ts';
import { loadReplay } from './loadReplay.ts';
import { outOfMemoryTables } from './outOfMemoryTables.ts';
import { allPrograms, selected } from './programs.ts';
import { parseRecords, type RunRecords } from './records.ts';
import { runAll } from './runAll.ts';
import type { ProcessPlan } from './runProcess.ts';

/** How well the agent with its defaults tells leaks in real programs. */
export const corpus: Bench = {
  name: 'corpus',
  about:
    'Real Node programs with real npm packages under load, leaking and healthy, each in real time under the agent with its defaults, nothing declared.',
  run,
};

const leakSeconds = 20 * 60;
const healthySeconds = 22 * 60;
const quickSeconds = 390;
const calibrationSeconds = 75;
const limitSeconds = 25 * 60;
const defaultParallel = 24;

const preload = (name: string): string => pathToFileURL(join(corpusFolder, 'preload', name)).href;

interface Run<Program> {
  readonly program: Program;
  readonly file: string;
  readonly records: RunRecords;
}

/** What is loaded before a program: the agent, and what writes down what it tells and what it goes by. */
const watching = [shippedUrl('agent/register.js'), preload('record.mjs'), preload('tape.mjs')];

async function run({ quick, progress, selection = {} }: RunOptions): Promise<Table[]> {
  const folder = selection.results ?? join(tmpdir(), `tidemark-corpus-${agentBuild()}`);
  if (!selection.report) installPackages(progress);
  if (selection.calibrate) return calibrate(folder, selection, progress);
  const folders = { detection: join(folder, quick ? 'quick' : 'detection'), limit: join(folder, 'limit') };
  if (!selection.report) {
    const plans = selection.outOfMemory
      ? limitPlans(folders.limit, selection)
      : detectionPlans(folders.detection, quick, selection);
    await runAll(plans, selection.parallel ?? defaultParallel, progress);
  }
  const seen = recordsOf(selected(allPrograms, selection.only), folders.detection);
  const detected = selection.replay ? await judgedAgain(seen) : seen;
  const ended = recordsOf(limitPrograms, folders.limit);
  return [
    ...(detected.length > 0 ? detectionTables(detected) : []),
    ...(ended.length > 0 ? outOfMemoryTables(ended) : []),
  ];
}

function detectionPlans(folder: string, quick: boolean, { only, minutes }: ProgramSelection): ProcessPlan[] {
  const secondsOf = ({ leak }: CorpusProgram): number => {
    if (minutes !== undefined) return minutes * 60;
    const onset = leak?.onsetSecond ?? 0;
    if (quick) return onset + quickSeconds;
    return leak ? onset + leakSeconds : healthySeconds;
  };
  const build = agentBuild();
  // A smoke run does not wait for leaks that begin late.
  const isWanted = ({ leak }: CorpusProgram): boolean =>
    !quick || only !== undefined || leak?.group !== 'late';
  return selected(allPrograms, only)
    .filter(isWanted)
    .map((program) => ({
      program,
      seconds: secondsOf(program),
      preloads: watching,
      execArgv: [],
      file: fileOf(folder, program),
      build,
    }));
}

function limitPlans(folder: string, { only, minutes }: ProgramSelection): ProcessPlan[] {
  const build = agentBuild();
  return selected(limitPrograms, only).map((program) => ({
    program,
    seconds: minutes === undefined ? limitSeconds : minutes * 60,
    preloads: watching,
    execArgv: [`--max-old-space-size=${program.heapMegabytes}`],
    file: fileOf(folder, program),
    build,
  }));
}

async function calibrate(
  folder: string,
  { only, minutes, parallel, report }: ProgramSelection,
  progress: (text: string) => void,
): Promise<Table[]> {
  const programs = selected(allPrograms, only);
  const plans = programs.map((program) => ({
    program: evenly(program),
    seconds: minutes === undefined ? calibrationSeconds : minutes * 60,
    preloads: [preload('calibrate.mjs')],
    execArgv: ['--expose-gc'],
    file: fileOf(join(folder, 'calibration'), program),
    build: 'none',
  }));
  if (!report) await runAll(plans, parallel ?? defaultParallel, progress);
  const measured = ({ file }: ProcessPlan): Calibration | undefined =>
    existsSync(file) ? calibrationOf(readFileSync(file, 'utf8')) : undefined;
  return [calibrationTable(plans.map((plan) => ({ program: plan.program, calibration: measured(plan) })))];
}

/** The program under an even load, with its leak from the start, so that its rate shows within a minute. */
function evenly({ leak, swingSeconds, ...program }: CorpusProgram): CorpusProgram {
  return { ...program, ...(leak && { leak: { ...leak, onsetSecond: 0 } }) };
}

function fileOf(folder: string, { name }: CorpusProgram): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.jsonl`);
}

/** What there is of each program; those that have not been run, or are running, are left out. */
function recordsOf<Program extends CorpusProgram>(
  programs: readonly Program[],
  folder: string,
): Run<Program>[] {
  return programs.flatMap((program) => {
    const file = join(folder, `${program.name}.jsonl`);
    if (!existsSync(file)) return [];
    const records = parseRecords(readFileSync(file, 'utf8'));
    return records.exit ? [{ program, file, records }] : [];
  });
}

async function judgedAgain<Program>(runs: readonly Run<Program>[]): Promise<Run<Program>[]> {
  const replayed = await loadReplay();
  return runs.map((run) => ({ ...run, records: replayed(run.records, run.file) }));
}
