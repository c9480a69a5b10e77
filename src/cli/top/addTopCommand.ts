import type { Command } from 'commander';
import type { TopOptions } from './topOptions.ts';

const examples = `
Examples:
  tidemark top                 everything that runs under Tidemark, live
  tidemark top 4711 --once     one table and the details of one process
  tidemark top --interval 10s | grep 'leak confirmed'
  tidemark top --json | jq -r '[.id, .verdict, .liveBytes] | @tsv'

q quits, ? explains keys and columns. Where standard output is no terminal,
there is one line for each process and interval. Exit codes:
  0    shown
  1    nothing runs under Tidemark
  2    wrong options`;

/** Adds `tidemark top` to the command line. */
export function addTopCommand(
  program: Command,
  run: (id: string | undefined, options: TopOptions) => Promise<void>,
): void {
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
    .addHelpText('after', examples)
    .action(run);
}
