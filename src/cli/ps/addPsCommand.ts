import type { Command } from 'commander';
import type { PsOptions } from './psCommand.ts';

const help = `
TIDEMARK says who watches a process:
  hub 4700      the hub of that number: tidemark run, tidemark attach
  by itself     it serves its own dashboard
  is a hub      it is Tidemark's own
  loaded        its options load Tidemark, and nobody answers for it
  no            nothing of Tidemark can be seen: tidemark attach watches it
  not readable  it belongs to another user
HEAP LIMIT is what --max-old-space-size says.

Examples:
  tidemark ps
  tidemark ps --json | jq -r 'select(.watching.state == "none") | .pid'`;

/** Adds `tidemark ps` to the command line. */
export function addPsCommand(program: Command, run: (options: PsOptions) => Promise<void>): void {
  program
    .command('ps')
    .summary('list the Node.js processes of this machine')
    .description('Lists the Node.js processes of this machine, and whether Tidemark watches them.')
    .option('--json', 'print one JSON object a line, for each process')
    .addHelpText('after', help)
    .action(run);
}
