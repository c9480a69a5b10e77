import type { Command } from 'commander';
import type { PostmortemOptions } from './postmortemCommand.ts';

const examples = `
Examples:
  tidemark postmortem            the last process that did not end well
  tidemark postmortem --list     all that are recorded
  tidemark postmortem --pid 4711 --json
  tidemark postmortem /var/flights --output report.html

Processes under tidemark run and tidemark/register are recorded, from a second
after their start on. Exit codes:
  0    told
  1    nothing is recorded, or a file cannot be read
  2    wrong options or configuration`;

/** Adds `tidemark postmortem` to the command line. */
export function addPostmortemCommand(
  program: Command,
  run: (file: string | undefined, options: PostmortemOptions) => Promise<void>,
): void {
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
    .addHelpText('after', examples)
    .action(run);
}
