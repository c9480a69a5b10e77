import type { Command } from 'commander';
import type { DoctorOptions } from './doctorCommand.ts';

const examples = `
Examples:
  tidemark doctor                      what would be started here
  tidemark doctor 4711                 a process that runs
  tidemark doctor --fail-on problem    in a build, or before a start

It reads files of the kernel and changes nothing. Exit codes:
  0    told
  1    the process may not be looked at
  2    wrong options, or no such process
  3    what --fail-on names, or worse, was found`;

/** Adds `tidemark doctor` to the command line. */
export function addDoctorCommand(
  program: Command,
  run: (pid: string | undefined, options: DoctorOptions) => Promise<void>,
): void {
  program
    .command('doctor')
    .summary('examine limits, options and protections')
    .description(
      'Examines whether the limits of an application fit each other, what protects it, and says which lines to add.',
    )
    .argument('[pid]', 'a Node.js process that runs (default: what would be started here)')
    .option('--json', 'print one JSON object')
    .option(
      '--fail-on <severity>',
      'end with code 3 where it finds that or worse: problem, warning or advice',
    )
    .addHelpText('after', examples)
    .action(run);
}
