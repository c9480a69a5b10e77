import type { Command } from 'commander';
import type { ReportOptions } from './reportOptions.ts';

const examples = `
Examples:
  tidemark report                                 of what runs now, as text
  tidemark report --output report.html --last 2h  one file with the dashboard
  tidemark report samples.jsonl --events events.jsonl --output report.md
  tidemark run --report report.html server.js     when it ends, however it ends

An HTML report needs nothing but a browser. It holds names of functions and
files, and no contents of memory. Exit codes:
  0    written
  1    nothing to report, or a file that cannot be read or written
  2    wrong options or configuration`;

/** Adds `tidemark report` to the command line. */
export function addReportCommand(
  program: Command,
  run: (file: string | undefined, options: ReportOptions) => Promise<void>,
): void {
  program
    .command('report')
    .summary('report a period: peaks, trend, incidents, pressure')
    .description(
      'Reports a process that runs under Tidemark, or a recording: verdict, peaks, trend, incidents, pressure.',
    )
    .argument('[file]', 'what `tidemark run --samples FILE` wrote; left out for a process that runs now')
    .option(
      '--id <id>',
      'which process: 4711, or its worker thread 4711.2 (default: the main one, of a recording the worst)',
    )
    .option('--output <file>', 'write it there: report.html, .md, .txt or .json')
    .option('--format <format>', 'text, markdown, json or html (default: as --output says, else text)')
    .option('--json', 'the same as --format json')
    .option('--last <time>', 'the newest part alone: 90s, 30m, 2h, 1d')
    .option('--from <time>', 'leave out what came before: ISO 8601 or epoch milliseconds')
    .option('--to <time>', 'leave out what came after')
    .option('--events <file>', 'with a recording: what `tidemark run --events FILE` wrote beside it')
    .addHelpText('after', examples)
    .action(run);
}
