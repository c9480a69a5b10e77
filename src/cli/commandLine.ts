import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { TidemarkError, type TidemarkErrorCode } from '../TidemarkError.ts';
import type { AnalyzeOptions } from './analyzeOptions.ts';
import { type CommandContext, exitCodes, type Outcome } from './CommandContext.ts';
import type { ConfigurationOptions } from './config/printConfiguration.ts';
import { addDoctorCommand } from './doctor/addDoctorCommand.ts';
import type { DoctorOptions } from './doctor/doctorCommand.ts';
import { addPageCommand } from './page/addPageCommand.ts';
import type { PageOptions } from './page/pageOptions.ts';
import type { PostmortemOptions } from './postmortem/postmortemCommand.ts';
import type { ReportOptions } from './report/reportOptions.ts';
import type { RunOptions } from './runSettings.ts';
import { addSnapshotCommands, type SnapshotVerbs } from './snapshot/commands.ts';
import { Terminal } from './Terminal.ts';
import type { TopOptions } from './top/topOptions.ts';

const runExamples = `
Examples:
  tidemark run server.js          a script, with this Node.js
  tidemark run -- npm start       a command: every Node.js process in it is watched
  tidemark run --port 0 --no-open -- node --max-old-space-size=512 server.js
  tidemark run --events events.jsonl --no-dashboard server.js

The application's exit code and signals pass through. Its standard streams are
its own: tidemark writes to standard error alone. Exit codes of tidemark itself:
  1    a port in use, a file that cannot be written to
  2    wrong options or configuration
  126  what to run cannot be executed
  127  what to run does not exist
With --restart it is started again, at most 6 times an hour, after it ended the
way memory ends processes (SIGABRT, SIGKILL, 134, 137), and when it is confirmed
to leak or close to its limit (SIGTERM, after 30 s SIGKILL). With any other end,
tidemark ends as it did.
Options win over TIDEMARK_* variables, these over tidemark.config.{js,mjs,json}
and over "tidemark" in package.json.`;

const analyzeExamples = `
Examples:
  tidemark analyze samples.jsonl
  tidemark analyze samples.jsonl --id 4711 --from 2026-11-23T14:00
  zcat samples.jsonl.gz | tidemark analyze --json -
  tidemark analyze samples.jsonl --fail-on suspected     in a build

Times without a zone are local. Exit codes:
  0    told
  1    the file cannot be read, or holds no samples
  2    wrong options or configuration
  3    what --fail-on names was found`;

const topExamples = `
Examples:
  tidemark top                      everything that runs under Tidemark, live
  tidemark top 4711 --once          a table and the details of one process, and no more
  tidemark top --interval 10s | grep 'leak confirmed'
  tidemark top --json | jq -r '[.id, .verdict, .liveBytes] | @tsv'

q quits, ? explains keys and columns. Where standard output is no terminal, there
is one line for each process and interval. Exit codes:
  0    shown
  1    nothing runs under Tidemark
  2    wrong options`;

const postmortemExamples = `
Examples:
  tidemark postmortem                      the last process that did not end well
  tidemark postmortem --list               all that are recorded
  tidemark postmortem --pid 4711 --json
  tidemark postmortem /var/flights --output report.html

Processes under tidemark run and tidemark/register are recorded, from a second
after their start on. Exit codes:
  0    told
  1    nothing is recorded, or a file cannot be read
  2    wrong options or configuration`;

const reportExamples = `
Examples:
  tidemark report                                 of what runs now, as text
  tidemark report --output report.html --last 2h  one file that holds the dashboard
  tidemark report samples.jsonl --events events.jsonl --output report.md
  tidemark run --report report.html server.js     when it ends, however it ends

An HTML report needs nothing but a browser. It holds names of functions and
files, and no contents of memory. Exit codes:
  0    written
  1    nothing to report, or a file that cannot be read or written
  2    wrong options or configuration`;

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

interface Verbs {
  readonly run: (application: string[], options: RunOptions) => Promise<void>;
  readonly analyze: (file: string, options: AnalyzeOptions) => Promise<void>;
  readonly report: (file: string | undefined, options: ReportOptions) => Promise<void>;
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
    .showHelpAfterError('See tidemark --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text.replace(/^error: /, 'tidemark  ')),
    });
  program
    .command('run')
    .summary('run an application and watch it')
    .description('Runs an application, a script or a command, and watches every Node.js process in it.')
    .usage('[options] app.js [arguments...]\n       tidemark run [options] -- command [arguments...]')
    .argument('<application...>', 'a script or a command, with its arguments')
    .addOption(
      new Option('--port <number>', "the dashboard's port on 127.0.0.1, 0 for any free one (default: 7171)"),
    )
    .option('--no-dashboard', 'serve no dashboard')
    .option('--no-open', 'do not open the dashboard in a browser')
    .option('--interval <time>', 'time between two samples: 1000, 500ms, 2s (default: 1s)')
    .option('--sensitivity <level>', 'how soon growth is spoken of: low, medium or high (default: medium)')
    .option('--name <name>', 'what the application is called')
    .option('--events <file>', 'append every event to this file, as JSON Lines')
    .option('--restart', 'start it again when memory has ended it, or is about to')
    .option('--samples <file>', 'append every sample to this file, as JSON Lines')
    .option('--report <file>', 'write a report when it has ended: report.html, .md, .txt or .json')
    .addHelpText('after', runExamples)
    .passThroughOptions()
    .action(verbs.run);
  program
    .command('analyze')
    .summary('tell what a recording tells')
    .description('Analyzes a recording: verdict on leaks, trend, peaks, capacity, and when memory runs out.')
    .argument('<file>', 'what `tidemark run --samples FILE` wrote, or - for standard input')
    .option('--json', 'print one JSON object')
    .option('--pid <number>', 'one process, with its worker threads')
    .option('--id <id>', 'one process, or one worker thread: 4711.2')
    .option('--sensitivity <level>', 'how soon growth is spoken of: low, medium or high (default: medium)')
    .option('--from <time>', 'leave out what came before: ISO 8601 or epoch milliseconds')
    .option('--to <time>', 'leave out what came after')
    .option(
      '--events <file>',
      'what `tidemark run --events FILE` wrote beside it: the verdicts that were told live',
    )
    .option('--fail-on <verdict>', 'end with code 3 where a leak is suspected, or confirmed, at the end')
    .addHelpText('after', analyzeExamples)
    .action(verbs.analyze);
  program
    .command('top')
    .summary('watch processes live in the terminal')
    .description(
      'Shows every process that runs under Tidemark: verdict, live size, capacity, trend, forecast; live.',
    )
    .argument('[pid]', 'one process with its worker threads, or one thread: 4711.2 (default: all)')
    .option('--interval <time>', 'time between two looks: 1000, 500ms, 2s (default: 1s)')
    .option('--once', 'print one table and end')
    .option('--json', 'print one JSON object a line, for each process and interval')
    .addHelpText('after', topExamples)
    .action(verbs.top);
  program
    .command('report')
    .summary('report a period: peaks, trend, incidents, pressure')
    .description(
      'Reports a process that runs under Tidemark, or a recording: verdict, peaks, trend, incidents, pressure.',
    )
    .argument('[file]', 'what `tidemark run --samples FILE` wrote; left out for a process that runs now')
    .option(
      '--id <id>',
      'which process: 4711, or its worker thread 4711.2 (default: the only one, or the worst)',
    )
    .option('--output <file>', 'write it there: report.html, .md, .txt or .json')
    .option('--format <format>', 'text, markdown, json or html (default: as --output says, else text)')
    .option('--json', 'the same as --format json')
    .option('--last <time>', 'the newest part alone: 90s, 30m, 2h, 1d')
    .option('--from <time>', 'leave out what came before: ISO 8601 or epoch milliseconds')
    .option('--to <time>', 'leave out what came after')
    .option('--events <file>', 'with a recording: what `tidemark run --events FILE` wrote beside it')
    .addHelpText('after', reportExamples)
    .action(verbs.report);
  addPostmortem(program, verbs.postmortem);
  program
    .command('config')
    .summary('show the configuration')
    .description('Shows what an application that is started here would be configured with.')
    .command('print')
    .summary('print every setting and where it comes from')
    .description('Prints every setting, its value, and whether a file, a variable or nobody has set it.')
    .option('--json', 'print one JSON object')
    .action(verbs.printConfiguration);
  addDoctorCommand(program, verbs.doctor);
  addPageCommand(program, verbs.page);
  addSnapshotCommands(program, verbs.snapshot);
  return program;
}

function addPostmortem(program: Command, action: Verbs['postmortem']): void {
  program
    .command('postmortem')
    .summary('tell how a process has died')
    .description(
      'Tells how a process has died, from what it has recorded: cause, evidence, last minutes, advice.',
    )
    .argument('[file]', 'a recorded flight, or a folder of them (default: as recorder.directory says)')
    .option('--pid <number>', 'the newest one of this process')
    .option('--list', 'list all, newest first')
    .option('--json', 'print JSON')
    .option('--output <file>', 'write a report of its last hours there: report.html, .md, .txt or .json')
    .addHelpText('after', postmortemExamples)
    .action(action);
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
