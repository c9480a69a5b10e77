import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { TidemarkError, type TidemarkErrorCode } from '../TidemarkError.ts';
import { addAnalyzeCommand } from './addAnalyzeCommand.ts';
import { addRunCommand } from './addRunCommand.ts';
import type { AnalyzeOptions } from './analyzeOptions.ts';
import { addAttachCommand } from './attach/addAttachCommand.ts';
import type { AttachOptions } from './attach/attachOptions.ts';
import { type CommandContext, exitCodes, type Outcome } from './CommandContext.ts';
import { addConfigCommand } from './config/addConfigCommand.ts';
import type { ConfigurationOptions } from './config/printConfiguration.ts';
import { addDoctorCommand } from './doctor/addDoctorCommand.ts';
import type { DoctorOptions } from './doctor/doctorCommand.ts';
import { addPageCommand } from './page/addPageCommand.ts';
import type { PageOptions } from './page/pageOptions.ts';
import { addPostmortemCommand } from './postmortem/addPostmortemCommand.ts';
import type { PostmortemOptions } from './postmortem/postmortemCommand.ts';
import { addPsCommand } from './ps/addPsCommand.ts';
import type { PsOptions } from './ps/psCommand.ts';
import { addReportCommand } from './report/addReportCommand.ts';
import type { ReportOptions } from './report/reportOptions.ts';
import type { RunOptions } from './runSettings.ts';
import { addSnapshotCommands, type SnapshotVerbs } from './snapshot/commands.ts';
import { Terminal } from './Terminal.ts';
import { addTopCommand } from './top/addTopCommand.ts';
import type { TopOptions } from './top/topOptions.ts';

/** Reads the command line, does what it says, and tells how to end. It never exits by itself. */
export async function commandLine(given: readonly string[], context: CommandContext): Promise<Outcome> {
  let outcome: Outcome = { exitCode: 0 };
  // Each verb is loaded when it is asked for: reading a heap snapshot needs no hub.
  const program = createProgram(context, {
    run: async (application, options) => {
      const { runCommand } = await import('./runCommand.ts');
      outcome = await runCommand(application, options, context);
    },
    analyze: async (file, options) => {
      const { analyzeCommand } = await import('./analyzeCommand.ts');
      outcome = await analyzeCommand(file, options, context);
    },
    report: async (file, options) => {
      const { reportCommand } = await import('./report/reportCommand.ts');
      outcome = await reportCommand(file, options, context);
    },
    ps: async (options) => {
      const { psCommand } = await import('./ps/psCommand.ts');
      outcome = await psCommand(options, context);
    },
    attach: async (pid, options) => {
      const { attachCommand } = await import('./attach/attachCommand.ts');
      outcome = await attachCommand(pid, options, context);
    },
    top: async (id, options) => {
      const { topCommand } = await import('./top/topCommand.ts');
      outcome = await topCommand(id, options, context);
    },
    doctor: async (pid, options) => {
      const { doctorCommand } = await import('./doctor/doctorCommand.ts');
      outcome = await doctorCommand(pid, options, context);
    },
    page: async (url, options) => {
      const { pageCommand } = await import('./page/pageCommand.ts');
      outcome = await pageCommand(url, options, context);
    },
    postmortem: async (file, options) => {
      const { postmortemCommand } = await import('./postmortem/postmortemCommand.ts');
      outcome = await postmortemCommand(file, options, context);
    },
    printConfiguration: async (options) => {
      const { printConfiguration } = await import('./config/printConfiguration.ts');
      outcome = await printConfiguration(options, context);
    },
    snapshot: {
      take: async (options) => {
        const { takeSnapshot } = await import('./snapshot/takeSnapshot.ts');
        outcome = await takeSnapshot(options, context);
      },
      read: async (task) => {
        const { runTask } = await import('./snapshot/thread/runTask.ts');
        outcome = await runTask(task, context);
      },
      redact: async (file, options) => {
        const { redactSnapshot } = await import('./snapshot/redactSnapshot.ts');
        outcome = await redactSnapshot(file, options, context);
      },
    },
  });
  try {
    await program.parseAsync(given, { from: 'user' });
    return outcome;
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : exitCodes.usage };
    if (!(error instanceof TidemarkError)) throw error;
    const { environment, stderr: output, now } = context;
    new Terminal({ output, environment, now }).greet(error.message);
    return { exitCode: exitCodeOf(error) };
  }
}

const examples = `
Where to begin:
  tidemark top             what runs: verdict, live size, time left
  tidemark report          what grew, since when, and who allocates it
  tidemark postmortem      how the last process has died
  tidemark doctor 4711     whether the limits of a process fit each other
  tidemark attach 4711     look into one that runs without Tidemark
Each command says more: tidemark run --help`;

interface Verbs {
  readonly run: (application: string[], options: RunOptions) => Promise<void>;
  readonly analyze: (file: string, options: AnalyzeOptions) => Promise<void>;
  readonly report: (file: string | undefined, options: ReportOptions) => Promise<void>;
  readonly ps: (options: PsOptions) => Promise<void>;
  readonly attach: (pid: string, options: AttachOptions) => Promise<void>;
  readonly top: (id: string | undefined, options: TopOptions) => Promise<void>;
  readonly doctor: (pid: string | undefined, options: DoctorOptions) => Promise<void>;
  readonly page: (url: string | undefined, options: PageOptions) => Promise<void>;
  readonly postmortem: (file: string | undefined, options: PostmortemOptions) => Promise<void>;
  readonly printConfiguration: (options: ConfigurationOptions) => Promise<void>;
  readonly snapshot: SnapshotVerbs;
}

function createProgram({ stdout, stderr }: CommandContext, verbs: Verbs): Command {
  const program = new Command('tidemark')
    .description('Watches the memory of Node.js applications: live size, leaks, capacity, a live dashboard.')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .addHelpText('after', examples)
    .showHelpAfterError('See tidemark --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(withoutValue(text).replace(/^error: /, 'tidemark  ')),
    });
  addRunCommand(program, verbs.run);
  addPsCommand(program, verbs.ps);
  addAttachCommand(program, verbs.attach);
  addAnalyzeCommand(program, verbs.analyze);
  addTopCommand(program, verbs.top);
  addReportCommand(program, verbs.report);
  addPostmortemCommand(program, verbs.postmortem);
  addDoctorCommand(program, verbs.doctor);
  addPageCommand(program, verbs.page);
  addConfigCommand(program, verbs.printConfiguration);
  addSnapshotCommands(program, verbs.snapshot);
  return program;
}

/** An option that is mistaken by a letter may have a secret for its value, behind `=` or its own letter, and what is told may be kept in a log. */
function withoutValue(text: string): string {
  return text
    .replace(/^(error: unknown option '-[^-])[\s\S]*'/u, "$1'")
    .replace(/^(error: unknown option '[^'=]*)=[\s\S]*'/, "$1'");
}

function exitCodeOf(error: TidemarkError): number {
  const { notExecutable, notFound, usage, failed } = exitCodes;
  const reason = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  const codes: Partial<Record<TidemarkErrorCode, number>> = {
    SCRIPT_NOT_FOUND: reason === undefined || reason === 'ENOENT' ? notFound : notExecutable,
    INVALID_OPTION: usage,
    UNKNOWN_OPTION: usage,
    CONFIGURATION_UNREADABLE: usage,
  };
  return codes[error.code] ?? failed;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
